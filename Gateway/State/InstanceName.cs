using System.Globalization;

namespace Iris.Gateway.State;

/// <summary>The name of an instance, by which several that share a database tell apart what is theirs.</summary>
internal static class InstanceName
{
    /// <summary>Makes one that nobody else has: 16 hexadecimal digits.</summary>
    public static string New(Random random) => random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
}
