namespace Iris.Transforms.Answers;

/// <summary>How far a provider says it has come.</summary>
/// <param name="Completed">Steps done; null where it does not count.</param>
/// <param name="Total">Steps in all; null where it does not say.</param>
public readonly record struct WorkProgress(int? Completed, int? Total);
