using Petuum.Lab.Core;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>
/// What is to happen, in order of time and, at one time, in the order it was added: a 4-ary heap of keys over a pool of
/// events, so that adding and taking allocate nothing and move only 24 bytes a level.
/// </summary>
internal sealed class EventQueue<TEvent>
    where TEvent : struct
{
    private const int Arity = 4;

    private Key[] _heap = new Key[256];
    private TEvent[] _events = new TEvent[256];
    private int[] _free = new int[256];
    private int _freeCount;
    private long _added;

    public EventQueue() => AddFreeSlots(0, _events.Length);

    /// <summary>Events not taken yet.</summary>
    public int Count { get; private set; }

    /// <summary>The time of the next event.</summary>
    public long NextMicros => _heap[0].Micros;

    /// <summary>Adds an event.</summary>
    public void Add(long micros, in TEvent happening)
    {
        if (_freeCount == 0)
        {
            Grow();
        }

        int slot = _free[--_freeCount];
        _events[slot] = happening;
        Key key = new(micros, _added++, slot);
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / Arity;
            if (!key.IsBefore(_heap[parent]))
            {
                break;
            }

            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = key;
    }

    /// <summary>Takes the first event.</summary>
    public TEvent Take(out long micros)
    {
        Invariant.Require(Count > 0, "an empty queue has no next event.");
        micros = _heap[0].Micros;
        int slot = _heap[0].Slot;
        TEvent first = _events[slot];
        _events[slot] = default;
        _free[_freeCount++] = slot;
        Count--;
        if (Count > 0)
        {
            SiftDown(_heap[Count]);
        }

        return first;
    }

    /// <summary>Fills the hole at the top, from which the smallest children move up until <paramref name="key"/> fits.</summary>
    private void SiftDown(in Key key)
    {
        Key[] heap = _heap;
        int count = Count;
        int at = 0;
        while (true)
        {
            int child = (at * Arity) + 1;
            if (child >= count)
            {
                break;
            }

            int smallest = child;
            int end = Math.Min(child + Arity, count);
            for (int other = child + 1; other < end; other++)
            {
                if (heap[other].IsBefore(heap[smallest]))
                {
                    smallest = other;
                }
            }

            if (!heap[smallest].IsBefore(key))
            {
                break;
            }

            heap[at] = heap[smallest];
            at = smallest;
        }

        heap[at] = key;
    }

    private void Grow()
    {
        int size = _events.Length;
        Array.Resize(ref _heap, 2 * size);
        Array.Resize(ref _events, 2 * size);
        Array.Resize(ref _free, 2 * size);
        AddFreeSlots(size, 2 * size);
    }

    private void AddFreeSlots(int from, int to)
    {
        for (int slot = to - 1; slot >= from; slot--)
        {
            _free[_freeCount++] = slot;
        }
    }

    private readonly struct Key(long micros, long order, int slot)
    {
        public readonly long Micros = micros;
        public readonly int Slot = slot;
        private readonly long _order = order;

        public bool IsBefore(in Key other) => Micros != other.Micros ? Micros < other.Micros : _order < other._order;
    }
}
