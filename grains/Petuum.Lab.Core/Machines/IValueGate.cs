using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// Global knowledge for VAP: says whether a worker may commit. Only a simulator can have it. When an answer may have
/// changed, the runtime calls <see cref="WorkerMachine.OnValueGateOpened"/>.
/// </summary>
public interface IValueGate
{
    /// <summary>
    /// May the worker send these increments (one set a table) at the end of round <paramref name="clock"/>?
    /// </summary>
    bool MayCommit(WorkerId worker, int clock, IReadOnlyList<RowSet> increments);
}
