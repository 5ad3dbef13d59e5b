using System.Diagnostics;

namespace Petuum.Lab.Grains;

/// <summary>
/// Lets things happen at their time. A thread of its own waits for the next one: timers are a millisecond coarse. Made
/// when it is first needed.
/// </summary>
public sealed class DelayLine : IDisposable
{
    private const long SpinMicros = 150;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Delayed, (long Due, long Order)> _queue = new();
    private readonly SemaphoreSlim _changed = new(0);
    private Thread? _thread;
    private long _order;
    private volatile bool _isDisposed;

    /// <summary>Microseconds of the stopwatch, whatever its frequency.</summary>
    private static long NowMicros => Stopwatch.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>
    /// Calls <paramref name="act"/>, which must be quick, when so much time has passed. What it throws goes to
    /// <paramref name="failed"/>; the thread, which serves all, goes on.
    /// </summary>
    public void After(long micros, Action act, Action<Exception> failed)
    {
        bool isFirst;
        long due = NowMicros + Math.Max(0, micros);
        lock (_gate)
        {
            isFirst = !_queue.TryPeek(out _, out (long Due, long Order) next) || due < next.Due;
            _queue.Enqueue(new Delayed(act, failed), (due, _order++));
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "petuum delays" };
                _thread.Start();
            }
        }

        if (isFirst)
        {
            _changed.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _changed.Release();
    }

    private void Run()
    {
        while (!_isDisposed)
        {
            if (TakeDue(out long waitMicros) is { } delayed)
            {
                delayed.Happen();
            }
            else if (waitMicros > SpinMicros)
            {
                _changed.Wait(waitMicros == long.MaxValue
                    ? Timeout.InfiniteTimeSpan
                    : TimeSpan.FromMilliseconds(Math.Max(0, (waitMicros - SpinMicros) / 1000)));
                Thread.Yield();
            }
            else
            {
                Thread.SpinWait(20);
            }
        }
    }

    private Delayed? TakeDue(out long waitMicros)
    {
        lock (_gate)
        {
            waitMicros = long.MaxValue;
            if (!_queue.TryPeek(out _, out (long Due, long Order) next))
            {
                return null;
            }

            waitMicros = next.Due - NowMicros;
            return waitMicros <= 0 ? _queue.Dequeue() : null;
        }
    }

    private sealed record Delayed(Action Act, Action<Exception> Failed)
    {
        public void Happen()
        {
            try
            {
                Act();
            }
            catch (Exception failure)
            {
                Failed(failure);
            }
        }
    }
}
