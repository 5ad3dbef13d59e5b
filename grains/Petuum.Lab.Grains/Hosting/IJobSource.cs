using System.Diagnostics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>Makes plans on a silo; a service of every silo.</summary>
public interface IJobSource
{
    /// <summary>
    /// The setup of a job with all its data; called once per silo and epoch, may take as long as reading them does.
    /// </summary>
    /// <exception cref="PlanException">The job cannot run; says why and the remedy.</exception>
    JobSetup Open(JobDescription job);

    /// <summary>
    /// The setup of a job on a silo that has not to evaluate it: each worker reads its part of the data when it is
    /// made. Only called where <see cref="JobSetup.Facts"/> gave some.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="facts">What the silo that has all the data says of them.</param>
    /// <exception cref="PlanException">The job cannot run; says why and the remedy.</exception>
    JobSetup OpenPart(JobDescription job, ReadOnlyMemory<byte> facts) => Open(job);
}

/// <summary>What a silo runs a job's machines with.</summary>
/// <param name="Plan">The plan, the same on every silo.</param>
public sealed record JobSetup(JobPlan Plan)
{
    /// <summary>
    /// Says what other silos need to know of the data that they do not read; null if they are to read all. Asked at
    /// most once; may take as long as reading the data does.
    /// </summary>
    public Func<ReadOnlyMemory<byte>?> Facts { get; init; } = () => null;

    /// <summary>Sees every event with its payload, where all silos are in this process; null elsewhere.</summary>
    public IRunObserver? Observer { get; init; }

    /// <summary>Injected computing time; null: programs take as long as they take.</summary>
    public InjectedCompute? Compute { get; init; }

    /// <summary>Injected network, where all silos are in this process; null: the real one.</summary>
    public IInjectedNetwork? Network { get; init; }

    /// <summary>Called with what a machine threw.</summary>
    public Action<MachineFailedException>? Failed { get; init; }

    /// <summary>One event at a time.</summary>
    internal Lock Observing { get; } = new();

    /// <summary>When the epoch began here, in ticks of <see cref="Stopwatch"/>.</summary>
    internal long Began { get; } = Stopwatch.GetTimestamp();
}

/// <summary>How long a unit is to take altogether, in microseconds; less than it took means no longer.</summary>
/// <param name="worker">Who computes.</param>
/// <param name="clock">In which round.</param>
/// <param name="beginsRound">Whether it is the first unit of the round.</param>
/// <param name="work">Work units that the program reported.</param>
/// <param name="startMicros">When it began, since the start of the run.</param>
/// <param name="tookMicros">How long it took.</param>
public delegate long InjectedCompute(
    WorkerId worker, int clock, bool beginsRound, long work, long startMicros, long tookMicros);

/// <summary>A network between machines that all are in this process: says when, others wait. Thread-safe.</summary>
public interface IInjectedNetwork
{
    /// <summary>When a message sent now reaches the receiver's network card; null: they share a host.</summary>
    long? Send(Message message, long nowMicros);

    /// <summary>When a message that reaches the receiver's card now is delivered.</summary>
    long Receive(Message message, long nowMicros);
}
