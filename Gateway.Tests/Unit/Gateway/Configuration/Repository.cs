namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>Files at the root of the source tree, from wherever the tests run.</summary>
internal static class Repository
{
    public static string PathOf(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Iris.slnx")))
                return Path.Combine(at.FullName, name);
        throw new FileNotFoundException("the tests run outside of the source tree", name);
    }
}
