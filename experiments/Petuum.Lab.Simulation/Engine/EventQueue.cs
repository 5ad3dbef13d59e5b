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
        SiftUp(Count++, key);
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

    /// <summary>
    /// Fills the hole at the top: the smallest children move up to the bottom, then <paramref name="key"/> moves up
    /// from there. It came from the bottom, so it seldom moves far, and the way down needs no comparison with it.
    /// </summary>
    private void SiftDown(in Key key)
    {
        Span<Key> heap = _heap.AsSpan(0, Count);
        int at = 0;
        int child = 1;
        for (; child + Arity <= heap.Length; child = (at * Arity) + 1)
        {
            Span<Key> children = heap.Slice(child, Arity);
            int left = children[1].IsBefore(children[0]) ? 1 : 0;
            int right = children[3].IsBefore(children[2]) ? 3 : 2;
            int smallest = child + (children[right].IsBefore(children[left]) ? right : left);
            heap[at] = heap[smallest];
            at = smallest;
        }

        if (child < heap.Length)
        {
            int smallest = child;
            for (int other = child + 1; other < heap.Length; other++)
            {
                smallest = heap[other].IsBefore(heap[smallest]) ? other : smallest;
            }

            heap[at] = heap[smallest];
            at = smallest;
        }

        SiftUp(at, key);
    }

    /// <summary>Fills a hole at the bottom: larger parents move down until <paramref name="key"/> fits.</summary>
    private void SiftUp(int at, in Key key)
    {
        Key[] heap = _heap;
        while (at > 0)
        {
            int parent = (at - 1) / Arity;
            if (!key.IsBefore(heap[parent]))
            {
                break;
            }

            heap[at] = heap[parent];
            at = parent;
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

        /// <summary>Written without a jump: which key is smaller is as good as random.</summary>
        public bool IsBefore(in Key other) =>
            (Micros < other.Micros) | ((Micros == other.Micros) & (_order < other._order));
    }
}
