namespace Petuum.Lab.Grains;

/// <summary>What became of the latest cuts that a machine was offered; reported again and again. Thread-safe.</summary>
internal sealed class CutBook
{
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly List<int> _stored = [];
    private readonly List<int> _refused = [];

    /// <summary>The clocks of those that were stored.</summary>
    public int[] Stored => Copy(_stored);

    /// <summary>The clocks of those that it was past, or that could not be stored.</summary>
    public int[] Refused => Copy(_refused);

    /// <summary>How long storing the last one took.</summary>
    public long LastMicros { get; private set; }

    /// <summary>A cut was stored.</summary>
    public void Store(int clock, TimeSpan took)
    {
        LastMicros = took.Ticks / TimeSpan.TicksPerMicrosecond;
        Add(_stored, clock);
    }

    /// <summary>A cut was not.</summary>
    public void Refuse(int clock) => Add(_refused, clock);

    private void Add(List<int> clocks, int clock)
    {
        lock (_gate)
        {
            clocks.Add(clock);
            clocks.RemoveRange(0, Math.Max(0, clocks.Count - Kept));
        }
    }

    private int[] Copy(List<int> clocks)
    {
        lock (_gate)
        {
            return [.. clocks];
        }
    }
}
