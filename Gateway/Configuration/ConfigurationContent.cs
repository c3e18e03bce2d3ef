namespace Iris.Gateway.Configuration;

/// <summary>All bytes of a configuration: those of the file, and those of the files that it includes.</summary>
/// <param name="File">The file's.</param>
/// <param name="Included">Those of the included files, by full path, in order.</param>
internal sealed record ConfigurationContent(byte[] File, IReadOnlyDictionary<string, byte[]> Included)
{
    /// <summary>How long it is, in bytes.</summary>
    public long Length => File.Length + Included.Values.Sum(content => (long)content.Length);

    /// <summary>A number of 48 bits made from all of it: the same content, the same number, whatever the files are called.</summary>
    // FNV-1a with 64 bits: it only tells two contents apart, and the system's cryptography would load 4 MiB of libraries for it at every start.
    public long Hash
    {
        get
        {
            var hash = 14695981039346656037UL;
            foreach (var content in Included.Values.Prepend(File))
            {
                foreach (var b in content)
                    hash = (hash ^ b) * 1099511628211UL;
            }
            return (long)(hash >> 16);
        }
    }
}
