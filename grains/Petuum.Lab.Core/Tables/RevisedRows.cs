using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Core.Tables;

/// <summary>
/// What a shard keeps of the rows of a table whose rule is <see cref="ServerRule.AdaRevision"/>, and the rule itself.
/// Of every parameter: ḡ, the sum of its gradients; z, the sum of their squares and of twice their products with what
/// was added to ḡ since their rows were read; z', the largest that z was. A gradient g of a row read at version v makes
/// of them
///
///     g_bck = ḡ − ḡ(v)      z ← z + g² + 2·g·g_bck      z' ← max(z', z)
///     η = α / √z'           x ← x − η·g + (η_before − η)·g_bck      ḡ ← ḡ + g
///
/// that is, where gradients came in between, the steps made of them are revised to the shorter η. With none in between
/// it is AdaGrad. z begins at 1.
///
/// ḡ(v) is kept of versions that somebody may still send gradients of: those that were sent and have been followed by
/// others, as long as the staleness bound lets copies of them be used.
/// </summary>
internal sealed class RevisedRows
{
    /// <summary>Versions are counted in single precision.</summary>
    private const float VersionMax = 1 << 24;

    private readonly int _parameters;
    private readonly double _step;
    private readonly int _staleness;
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly double[] _largest;
    private readonly bool[] _isSent;
    private readonly Queue<Snapshot>?[] _snapshots;
    private readonly Queue<(int LastRound, int Slot)> _kept = [];

    /// <summary>Rows that no gradient has come for yet.</summary>
    /// <param name="table">Their table.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="staleness">The table's: a copy complete to clock c is of use up to round c + this.</param>
    public RevisedRows(TableDefinition table, int rows, int staleness)
    {
        (_parameters, _step, _staleness) = (table.Shape.Columns - 1, table.Step, staleness);
        (_sums, _squares) = (new double[rows * _parameters], new double[rows * _parameters]);
        _largest = new double[_squares.Length];
        Array.Fill(_squares, 1);
        Array.Fill(_largest, 1);
        (_isSent, _snapshots) = (new bool[rows], new Queue<Snapshot>?[rows]);
    }

    /// <summary>How many sums of earlier versions are kept.</summary>
    public int Snapshots => _kept.Count;

    /// <summary>Bytes that <see cref="Save"/> writes of a row.</summary>
    public int StateBytes => 3 * _parameters * sizeof(double);

    /// <summary>A copy of a row is on its way to a reader.</summary>
    public void NoteSent(int slot) => _isSent[slot] = true;

    /// <summary>Makes a step of a gradient.</summary>
    /// <param name="slot">Whose row it is.</param>
    /// <param name="row">The parameters and the version.</param>
    /// <param name="gradient">The gradient and the version of the row it was computed from.</param>
    /// <param name="clock">The shard's: copies sent so far are complete to this at most.</param>
    /// <exception cref="InvariantException">The gradient is of a version that nobody can have any more.</exception>
    public void Apply(int slot, Span<float> row, ReadOnlySpan<float> gradient, int clock)
    {
        ref float version = ref row[^1];
        Invariant.Require(version < VersionMax, $"a row was revised {version} times, which is all that is counted.");
        Span<double> sums = _sums.AsSpan(slot * _parameters, _parameters);
        ReadOnlySpan<double> seen = SumsAt(slot, gradient[^1], version, sums);
        if (_isSent[slot])
        {
            (_snapshots[slot] ??= []).Enqueue(new Snapshot(version, sums.ToArray()));
            _kept.Enqueue((clock + _staleness, slot));
            _isSent[slot] = false;
        }

        Revise(slot * _parameters, row, gradient, seen);
        version++;
    }

    /// <summary>Forgets the sums of versions that no gradient to come can be of.</summary>
    /// <param name="clock">All gradients of rounds below this are applied.</param>
    public void Forget(int clock)
    {
        while (_kept.TryPeek(out (int LastRound, int Slot) oldest) && oldest.LastRound < clock)
        {
            _kept.Dequeue();
            _snapshots[oldest.Slot]!.Dequeue();
        }
    }

    /// <summary>
    /// Writes the sums of consecutive rows. Of earlier versions none: after a cut all rows are read anew.
    /// </summary>
    public void Save(StateWriter state, int slot, int count)
    {
        (int first, int length) = (slot * _parameters, count * _parameters);
        state.WriteValues<double>(_sums.AsSpan(first, length));
        state.WriteValues<double>(_squares.AsSpan(first, length));
        state.WriteValues<double>(_largest.AsSpan(first, length));
    }

    /// <summary>Restores them.</summary>
    /// <exception cref="InvariantException">The state is too short.</exception>
    public void Load(StateReader state, int slot, int count)
    {
        (int first, int length) = (slot * _parameters, count * _parameters);
        state.ReadValues(_sums.AsSpan(first, length));
        state.ReadValues(_squares.AsSpan(first, length));
        state.ReadValues(_largest.AsSpan(first, length));
    }

    private ReadOnlySpan<double> SumsAt(int slot, float version, float present, ReadOnlySpan<double> sums)
    {
        if (version == present)
        {
            return sums;
        }

        foreach (Snapshot snapshot in _snapshots[slot] ?? [])
        {
            if (snapshot.Version == version)
            {
                return snapshot.Sums;
            }
        }

        throw new InvariantException(
            $"a gradient of version {version} of a row at version {present}: that one was not sent, or is too old.");
    }

    private void Revise(int first, Span<float> row, ReadOnlySpan<float> gradient, ReadOnlySpan<double> seen)
    {
        for (int parameter = 0; parameter < _parameters; parameter++)
        {
            int at = first + parameter;
            double g = gradient[parameter];
            double since = _sums[at] - seen[parameter];
            double before = _step / Math.Sqrt(_largest[at]);
            _squares[at] += (g * g) + (2 * g * since);
            _largest[at] = Math.Max(_largest[at], _squares[at]);
            double step = _step / Math.Sqrt(_largest[at]);
            row[parameter] = (float)(row[parameter] - (step * g) + ((before - step) * since));
        }

        for (int parameter = 0; parameter < _parameters; parameter++)
        {
            _sums[first + parameter] += gradient[parameter];
        }
    }

    /// <summary>ḡ of a version.</summary>
    private readonly record struct Snapshot(float Version, double[] Sums);
}
