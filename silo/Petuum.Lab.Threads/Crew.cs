namespace Petuum.Lab.Threads;

/// <summary>
/// The threads of a run: which of them sleep, and which machines without a thread of their own have messages. When all
/// sleep, nothing can happen any more, and the crew disbands.
/// </summary>
internal sealed class Crew : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<PassiveMachine> _ready = new();
    private readonly SemaphoreSlim[] _beds;
    private readonly bool[] _isAsleep;
    private readonly bool[] _isCalled;
    private readonly int _spins;
    private int _asleep;
    private volatile int _readyCount;
    private volatile bool _isDisbanded;

    /// <summary>A crew that spins a little before it sleeps, where every thread has a core to itself.</summary>
    public Crew(int threads)
    {
        _beds = [.. Enumerable.Range(0, threads).Select(_ => new SemaphoreSlim(0))];
        _isAsleep = new bool[threads];
        _isCalled = new bool[threads];
        _spins = threads <= Environment.ProcessorCount ? 2_000 : 0;
    }

    /// <summary>True if everybody is to go home.</summary>
    public bool IsDisbanded => _isDisbanded;

    /// <summary>A machine has messages and no thread of its own: somebody awake or woken takes it.</summary>
    public void Offer(PassiveMachine machine)
    {
        lock (_gate)
        {
            _ready.Enqueue(machine);
            _readyCount = _ready.Count;
            int sleeper = _asleep > 0 ? Array.IndexOf(_isAsleep, true) : -1;
            if (sleeper >= 0)
            {
                Wake(sleeper);
            }
        }
    }

    /// <summary>A thread's own machine has messages.</summary>
    public void Call(int thread)
    {
        lock (_gate)
        {
            if (_isAsleep[thread])
            {
                Wake(thread);
            }
            else
            {
                _isCalled[thread] = true;
            }
        }
    }

    /// <summary>Takes a machine that was offered.</summary>
    public bool TryTake(out PassiveMachine? machine)
    {
        machine = null;
        if (_readyCount == 0)
        {
            return false;
        }

        lock (_gate)
        {
            bool took = _ready.TryDequeue(out machine);
            _readyCount = _ready.Count;
            return took;
        }
    }

    /// <summary>
    /// Waits until this thread is called or a machine is offered; false if the crew disbanded meanwhile.
    /// </summary>
    public bool Wait(int thread, Mailbox own)
    {
        SpinWait spin = default;
        for (int turn = 0; turn < _spins && !own.HasMessages && _readyCount == 0 && !_isDisbanded; turn++)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        if (own.HasMessages)
        {
            return true;
        }

        lock (_gate)
        {
            if (_isCalled[thread] || _ready.Count > 0 || _isDisbanded)
            {
                _isCalled[thread] = false;
                return !_isDisbanded;
            }

            (_isAsleep[thread], _asleep) = (true, _asleep + 1);
            if (_asleep == _beds.Length)
            {
                DisbandLocked();
                return false;
            }
        }

        _beds[thread].Wait();
        return !_isDisbanded;
    }

    /// <summary>Sleeps for a while, less if the crew disbands.</summary>
    public void Rest(int thread, TimeSpan time) => _ = !_isDisbanded && _beds[thread].Wait(time);

    /// <summary>Sends everybody home.</summary>
    public void Disband()
    {
        lock (_gate)
        {
            DisbandLocked();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_beds, bed => bed.Dispose());

    private void Wake(int thread)
    {
        (_isAsleep[thread], _asleep) = (false, _asleep - 1);
        _beds[thread].Release();
    }

    private void DisbandLocked()
    {
        if (_isDisbanded)
        {
            return;
        }

        _isDisbanded = true;
        foreach (SemaphoreSlim bed in _beds)
        {
            bed.Release();
        }
    }
}
