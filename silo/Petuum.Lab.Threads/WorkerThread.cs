using Petuum.Lab.Core;
using Petuum.Lab.Core.Machines;

namespace Petuum.Lab.Threads;

/// <summary>What belongs to a worker's thread; only the mailbox is touched by others.</summary>
internal sealed class WorkerThread(WorkerId id)
{
    /// <summary>Which worker.</summary>
    public WorkerId Id { get; } = id;

    /// <summary>What was sent to it.</summary>
    public Mailbox Mailbox { get; } = new(isOwned: true);

    /// <summary>The machine; made on its own thread, so that workers prepare their data at the same time.</summary>
    public WorkerMachine? Machine { get; set; }

    /// <summary>The machine without a thread that this one runs at the moment; null if none.</summary>
    public PassiveMachine? Guest { get; set; }

    /// <summary>A unit was computed and not committed yet.</summary>
    public bool HasComputed { get; set; }

    /// <summary>When the present unit began, at the earliest.</summary>
    public long BeganMicros { get; private set; }

    /// <summary>A unit may begin now.</summary>
    public void Begin(long micros) => BeganMicros = micros;
}
