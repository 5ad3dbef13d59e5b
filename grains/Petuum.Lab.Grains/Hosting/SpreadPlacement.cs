using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Petuum.Lab.Grains;

/// <summary>
/// Machines evenly over silos: the machine of a role with index i is put on silo i mod n of the silos in order, so
/// shard i and worker i are neighbours. A hint, by which Orleans migrates activations, goes first.
/// </summary>
[Serializable]
[GenerateSerializer]
[Immutable]
[SuppressReferenceTracking]
public sealed class SpreadPlacement : PlacementStrategy
{
    /// <summary>The one there is.</summary>
    internal static SpreadPlacement Instance { get; } = new();
}

/// <summary>Marks grains that are placed by <see cref="SpreadPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SpreadPlacementAttribute() : PlacementAttribute(SpreadPlacement.Instance);

/// <summary>Places by <see cref="SpreadPlacement"/>.</summary>
internal sealed class SpreadPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
        {
            return Task.FromResult(hint);
        }

        Array.Sort(silos);
        int index = MachineKey.Parse(target.GrainIdentity.Key.ToString()!).Index;
        return Task.FromResult(silos[index % silos.Length]);
    }
}
