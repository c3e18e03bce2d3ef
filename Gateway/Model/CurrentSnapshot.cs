namespace Iris.Gateway.Model;

/// <summary>Returns the configuration in force, for rooms that do not know where it comes from.</summary>
internal delegate ProxySnapshot CurrentSnapshot();
