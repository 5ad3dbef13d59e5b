using Petuum.Lab.Core;

namespace Petuum.Lab.Simulation;

/// <summary>
/// What slows workers down. A pure function: it depends on its seed and its arguments, never on earlier calls.
/// </summary>
public interface IStragglerModel
{
    /// <summary>How long a worker computes, in microseconds.</summary>
    /// <param name="worker">Who computes.</param>
    /// <param name="clock">In which round; a round of several units asks once for each.</param>
    /// <param name="startMicros">When it begins, in virtual time.</param>
    /// <param name="nominalMicros">How long it would take undisturbed, at least 0.</param>
    long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros);
}

/// <summary>Every worker runs at full speed, always.</summary>
public sealed class NoStragglers : IStragglerModel
{
    private NoStragglers()
    {
    }

    /// <summary>The one there is.</summary>
    public static NoStragglers Instance { get; } = new();

    /// <inheritdoc/>
    public long ComputeMicros(WorkerId worker, int clock, long startMicros, long nominalMicros) => nominalMicros;
}
