namespace Petuum.Lab.Core.Jobs;

/// <summary>Sees nothing; runtimes spare themselves what would be reported to it.</summary>
public sealed class NullObserver : IRunObserver
{
    private NullObserver()
    {
    }

    /// <summary>The one there is.</summary>
    public static NullObserver Instance { get; } = new();

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
    }
}

/// <summary>Several observers as one; each event goes to them in order.</summary>
public sealed class ObserverList(params IReadOnlyList<IRunObserver> observers) : IRunObserver
{
    private readonly IRunObserver[] _observers = [.. observers];

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        foreach (IRunObserver observer in _observers)
        {
            observer.On(happened);
        }
    }
}
