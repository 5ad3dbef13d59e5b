using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Tests.Simulation;

/// <summary>Keeps all events of some kinds, with what a test wants to keep of the payload.</summary>
public sealed class EventRecorder(Func<RunEvent, bool> wanted, Func<RunEvent, object?>? keep = null) : IRunObserver
{
    public List<RunEvent> Events { get; } = [];

    public void On(in RunEvent happened)
    {
        if (wanted(happened))
        {
            Events.Add(happened with { Payload = keep?.Invoke(happened) });
        }
    }
}
