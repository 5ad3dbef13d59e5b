namespace Petuum.Lab.Core.Jobs;

/// <summary>
/// How long a round takes under a straggler, in microseconds of wall time: the worker rests for what this exceeds the
/// time it took.
/// </summary>
/// <param name="worker">Who computes.</param>
/// <param name="clock">In which round.</param>
/// <param name="startMicros">When it began, since the start of the run.</param>
/// <param name="nominalMicros">How long it took undisturbed.</param>
public delegate long ComputeTime(WorkerId worker, int clock, long startMicros, long nominalMicros);

/// <summary>A machine threw: the run is over. The message says which, where it was, and why.</summary>
public sealed class MachineFailedException(string message, Exception inner) : Exception(message, inner);
