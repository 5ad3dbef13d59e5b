using System.Diagnostics;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>
/// What the machines of one job on one silo share: the plan, the time, the observer, what is injected.
/// </summary>
internal sealed class JobRoom(MachineOrder order, JobSetup setup, MessagePool pool, DelayLine delays)
{
    private JobSetup _setup = setup;

    /// <summary>The job.</summary>
    public JobDescription Job => order.Job;

    /// <summary>The plan and what is injected.</summary>
    public JobSetup Setup => _setup;

    /// <summary>The plan.</summary>
    public JobPlan Plan => _setup.Plan;

    /// <summary>The silo's messages.</summary>
    public MessagePool Pool => pool;

    /// <summary>Where things wait until their time.</summary>
    public DelayLine Delays => delays;

    /// <summary>Microseconds since the job began, earlier epochs and what lay between them included.</summary>
    public long NowMicros =>
        order.SpentMicros + (Stopwatch.GetElapsedTime(_setup.Began).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// What silos that read parts of the data need to know; null if they read all, or need nothing. May take as long as
    /// reading them; to be called once, as what facts are made of is let go of.
    /// </summary>
    public JobFacts? TakeFacts(bool areNeeded)
    {
        Func<ReadOnlyMemory<byte>?> read = _setup.Facts;
        _setup = _setup with { Facts = static () => null };
        return areNeeded && read() is { } facts ? new JobFacts(facts.ToArray()) : null;
    }

    /// <summary>Tells the observer in this process, if there is one; one event at a time.</summary>
    public void Emit(in RunEvent happened)
    {
        if (_setup.Observer is { } observer)
        {
            lock (_setup.Observing)
            {
                observer.On(happened);
            }
        }
    }
}
