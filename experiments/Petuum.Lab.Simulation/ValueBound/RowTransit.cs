namespace Petuum.Lab.Simulation.ValueBound;

/// <summary>Increments to one row that are in transit, and who holds the row.</summary>
internal sealed class RowTransit
{
    private readonly List<Increment> _inTransit = [];
    private readonly List<int> _holders = [];

    /// <summary>A reader was sent the row: it holds it from now on.</summary>
    public void AddHolder(int reader)
    {
        if (!_holders.Contains(reader))
        {
            _holders.Add(reader);
        }
    }

    /// <summary>An increment was committed.</summary>
    public void Commit(int writer, (int Column, double Delta)[] entries) =>
        _inTransit.Add(new Increment(writer, entries));

    /// <summary>
    /// The writer's oldest increment under way was applied; true if nobody is left who has not seen it.
    /// </summary>
    public bool Apply(int writer, long version)
    {
        int at = _inTransit.FindIndex(increment => increment.Writer == writer && increment.Version == 0);
        Increment applied = _inTransit[at];
        applied.Version = version;
        applied.Unseen.AddRange(_holders.Where(holder => holder != writer));
        return RemoveIfSeen(at);
    }

    /// <summary>A holder received the row as of a version; true if some increment is seen by all now.</summary>
    public bool See(int holder, long version)
    {
        bool any = false;
        for (int at = _inTransit.Count - 1; at >= 0; at--)
        {
            Increment increment = _inTransit[at];
            if (increment.Version > 0 && increment.Version <= version && increment.Unseen.Remove(holder))
            {
                any |= RemoveIfSeen(at);
            }
        }

        return any;
    }

    /// <summary>
    /// Sum of all that is in transit in a column with the sign of <paramref name="delta"/>, as a magnitude.
    /// </summary>
    public double SumLike(int column, double delta)
    {
        double sum = 0;
        foreach (Increment increment in _inTransit)
        {
            foreach ((int changed, double change) in increment.Entries)
            {
                sum += changed == column && change > 0 == delta > 0 ? Math.Abs(change) : 0;
            }
        }

        return sum;
    }

    private bool RemoveIfSeen(int at)
    {
        if (_inTransit[at].Unseen.Count > 0)
        {
            return false;
        }

        _inTransit.RemoveAt(at);
        return true;
    }

    private sealed class Increment(int writer, (int Column, double Delta)[] entries)
    {
        public int Writer { get; } = writer;

        public (int Column, double Delta)[] Entries { get; } = entries;

        /// <summary>The shard's version since which the row contains it; 0 while it is on its way there.</summary>
        public long Version { get; set; }

        /// <summary>Holders that have not received it.</summary>
        public List<int> Unseen { get; } = [];
    }
}
