using Iris.Gateway.Calls;
using Iris.Gateway.Spool;

namespace Iris.Gateway.Ingress;

/// <summary>What all requests under way together may take.</summary>
/// <param name="Bodies">Of the memory, for bodies.</param>
/// <param name="Pictures">Of the disk, for pictures.</param>
internal sealed record RequestBudgets(BodyBudget Bodies, SpoolBudget Pictures);
