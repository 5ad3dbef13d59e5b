using Petuum.Lab.Analysis.Charts;

namespace Petuum.Lab.Analysis.Traces;

/// <summary>One stretch of a member's time, as a trace and a Gantt chart show it.</summary>
/// <param name="Role">
/// <c>worker</c>, <c>shard</c> or <c>scheduler</c> (see <see cref="Results.WorkerRecord.Role"/>).
/// </param>
/// <param name="Index">Which of its role, from 0.</param>
/// <param name="StartMicros">When it begins, in microseconds of the run's own time.</param>
/// <param name="EndMicros">When it ends; not before it begins.</param>
/// <param name="State">What was done.</param>
/// <param name="Clock">The round it belongs to; negative if to none.</param>
public readonly record struct SpanRecord(
    string Role, int Index, double StartMicros, double EndMicros, SpanState State, int Clock);
