using System.Collections.Concurrent;

namespace Petuum.Lab.Grains;

/// <summary>
/// Threads of a silo's own for machines that compute, as many as it has cores: Orleans' threads stay free for messages,
/// however long a push takes. Started when they are first needed.
/// </summary>
internal sealed class ComputePool : IDisposable
{
    private readonly BlockingCollection<Action> _ready = [];
    private readonly Lazy<Thread[]> _threads;

    public ComputePool()
    {
        _threads = new Lazy<Thread[]>(() =>
        [
            .. Enumerable.Range(0, Environment.ProcessorCount).Select(index =>
            {
                Thread thread = new(Run) { IsBackground = true, Name = $"petuum compute {index}" };
                thread.Start();
                return thread;
            }),
        ]);
    }

    /// <summary>Has one of the threads call something that never throws.</summary>
    public void Enqueue(Action act)
    {
        _ = _threads.Value;
        try
        {
            _ready.Add(act);
        }
        catch (InvalidOperationException) when (_ready.IsAddingCompleted)
        {
            // The silo ends; machines with it.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ready.CompleteAdding();

    private void Run()
    {
        foreach (Action act in _ready.GetConsumingEnumerable())
        {
            act();
        }
    }
}
