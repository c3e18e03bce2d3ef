using NUnit.Framework;

// Most of a test is waiting, for sockets and processes, so that more of them run than there are cores. What must run alone says why at its
// [NonParallelizable].
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
