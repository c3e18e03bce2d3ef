using NUnit.Framework;

// Most of a test is waiting, for sockets and processes, so that two run beside each other. What must run alone says why at its
// [NonParallelizable].
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
