namespace Iris.Gateway.Calls;

/// <summary>
/// An exception of code that an application has added, for the log: its type and its place. Its message may quote anything and is left out.
/// </summary>
internal static class ApplicationFault
{
    private const int MostStack = 4096;

    /// <summary>The type, and the stack below it.</summary>
    public static string Describe(Exception exception) => $"{exception.GetType().FullName}\n{Stack(exception)}".TrimEnd();

    /// <summary>Names of methods and line numbers, which quote nothing.</summary>
    public static string Stack(Exception exception) =>
        exception.StackTrace is not { } stack ? "" : stack.Length <= MostStack ? stack : stack[..MostStack];
}
