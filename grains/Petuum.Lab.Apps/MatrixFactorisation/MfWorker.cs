using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// A worker: its users' ratings in one random order, a share of them each clock. In a unit it copies the rows it read,
/// does SGD on the copies rating by rating, and commits the difference. Where shards make the steps, it sums up the
/// gradients of the rows as it read them and commits those.
/// </summary>
internal sealed class MfWorker : IWorkerProgram
{
    private readonly MfOptions _options;
    private readonly MfData _data;
    private readonly MfSteps _steps;
    private readonly int[] _user;
    private readonly int[] _item;
    private readonly float[] _value;
    private readonly bool _isRevised;
    private readonly LocalRows _users;
    private readonly LocalRows _items;
    private int _declared;
    private int _position;
    private int _epoch;
    private double _step;

    public MfWorker(MfOptions options, MfData data, IndexRange users, MfSteps steps, Seed seed)
    {
        (_options, _data, _steps, _step) = (options, data, steps, steps.First);
        List<(int User, int Item, float Value)> mine = [];
        for (int user = users.Start; user < users.End; user++)
        {
            for (int n = 0; n < data.CountOf(user); n++)
            {
                mine.Add((user, data.ItemsOf(user)[n], data.ValuesOf(user)[n]));
            }
        }

        (int User, int Item, float Value)[] order = [.. mine];
        seed.Split("order of ratings").CreateGenerator().Shuffle(order.AsSpan());
        _user = Array.ConvertAll(order, rating => rating.User);
        _item = Array.ConvertAll(order, rating => rating.Item);
        _value = Array.ConvertAll(order, rating => rating.Value);
        _isRevised = options.StepRule == StepRule.AdaRevision;
        _users = new LocalRows(MfProgram.UserTable, _user, options.Columns, _isRevised);
        _items = new LocalRows(MfProgram.ItemTable, _item, options.Columns, _isRevised);
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        _users.Clear();
        _items.Clear();
        int count = UnitLength(unit);
        _declared = count;
        for (int n = 0; n < count; n++)
        {
            _users.Declare(At(n), reads);
        }

        for (int n = 0; n < count; n++)
        {
            _items.Declare(At(n), reads);
        }
    }

    /// <inheritdoc/>
    public void DeclareAhead(in WorkUnit unit, ReadSet reads)
    {
        int end = _declared + UnitLength(unit);
        for (int n = _declared; n < end; n++)
        {
            reads.Add(MfProgram.UserTable, _user[At(n)]);
            reads.Add(MfProgram.ItemTable, _item[At(n)]);
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        int count = UnitLength(unit);
        _users.Load(rows);
        _items.Load(rows);
        for (int n = 0; n < count; n++)
        {
            Learn(At(n));
        }

        _users.Commit(rows, output);
        _items.Commit(rows, output);
        output.Report(work: (long)count * _options.Rank, samples: count);
        Advance(count);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write(_position);
        state.Write(_epoch);
        state.Write(_step);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _position = state.Read<int>();
        _epoch = state.Read<int>();
        _step = state.Read<double>();
    }

    private void Learn(int rating)
    {
        double perRow = _options.Regularisation == Regularisation.PerRow ? 1 : 0;
        double lambdaW = perRow > 0 ? _options.Lambda / _data.CountOf(_user[rating]) : _options.Lambda;
        double lambdaH = perRow > 0 ? _options.Lambda / _data.ItemCounts[_item[rating]] : _options.Lambda;
        Span<float> w = _users.Row(rating);
        Span<float> h = _items.Row(rating);
        if (_isRevised)
        {
            MfFactors read = new(w[.._options.Rank], h[.._options.Rank]);
            MfFactors gradients = new(_users.Gradient(rating), _items.Gradient(rating));
            MfKernels.AddGradients(read, gradients, _value[rating], (float)lambdaW, (float)lambdaH);
            return;
        }

        MfStep step = _steps.Of(_step);
        if (_options.StepRule == StepRule.Adaptive)
        {
            MfKernels.AdaptiveStep(w, h, _value[rating], step, (float)lambdaW, (float)lambdaH);
        }
        else
        {
            MfKernels.Step(w, h, _value[rating], step.Size, (float)lambdaW, (float)lambdaH);
        }
    }

    /// <summary>The rating at a distance from the position, going round.</summary>
    private int At(int distance)
    {
        int index = _position + distance;
        return index < _value.Length ? index : index % _value.Length;
    }

    /// <summary>The clock's share, split evenly over its units.</summary>
    private int UnitLength(in WorkUnit unit)
    {
        long share = (long)Math.Ceiling(_options.ShareInUse * _value.Length);
        return (int)((share * (unit.Index + 1) / unit.Count) - (share * unit.Index / unit.Count));
    }

    private void Advance(int count)
    {
        _position += count;
        if (_position >= _value.Length && _value.Length > 0)
        {
            _position -= _value.Length;
            _epoch++;
            _step *= _options.StepDecayInUse;
        }
    }

    /// <summary>Working copies of the rows of one table that a unit touches.</summary>
    private sealed class LocalRows
    {
        private const int NotRead = -1;

        private readonly TableId _table;
        private readonly int _columns;
        private readonly bool _isRevised;
        private readonly int[] _rowOf;
        private readonly int[] _localOf;
        private readonly int[] _slotOf;
        private readonly List<(int Local, int Read)> _declared = [];
        private float[] _values = [];
        private float[] _gradients = [];

        /// <summary>Numbers the distinct rows among <paramref name="rows"/> (one a rating).</summary>
        public LocalRows(TableId table, int[] rows, int columns, bool isRevised)
        {
            (_table, _columns, _isRevised) = (table, columns, isRevised);
            _rowOf = [.. rows.Distinct().Order()];
            _localOf = Array.ConvertAll(rows, row => Array.BinarySearch(_rowOf, row));
            _slotOf = new int[_rowOf.Length];
            Array.Fill(_slotOf, NotRead);
        }

        public void Clear()
        {
            foreach ((int local, _) in _declared)
            {
                _slotOf[local] = NotRead;
            }

            _declared.Clear();
        }

        public void Declare(int rating, ReadSet reads)
        {
            int local = _localOf[rating];
            if (_slotOf[local] == NotRead)
            {
                _slotOf[local] = _declared.Count;
                _declared.Add((local, reads.Add(_table, _rowOf[local])));
            }
        }

        public Span<float> Row(int rating) => Slot(_slotOf[_localOf[rating]]);

        /// <summary>What the gradients of the row's parameters add up to in this unit.</summary>
        public Span<float> Gradient(int rating) =>
            _gradients.AsSpan(_slotOf[_localOf[rating]] * _columns, _columns - 1);

        public void Load(RowView rows)
        {
            if (_values.Length < _declared.Count * _columns)
            {
                _values = new float[_declared.Count * _columns];
                _gradients = _isRevised ? new float[_values.Length] : [];
            }

            Array.Clear(_gradients);

            for (int slot = 0; slot < _declared.Count; slot++)
            {
                rows.Dense<float>(_declared[slot].Read).CopyTo(Slot(slot));
            }
        }

        /// <summary>The difference to what was read, or the gradients and the version they are of.</summary>
        public void Commit(RowView rows, PushOutput output)
        {
            for (int slot = 0; slot < _declared.Count; slot++)
            {
                (int local, int read) = _declared[slot];
                ReadOnlySpan<float> before = rows.Dense<float>(read);
                ReadOnlySpan<float> after = Slot(slot);
                Span<float> increment = output.Increment<float>(_table, _rowOf[local]);
                if (_isRevised)
                {
                    _gradients.AsSpan(slot * _columns, _columns - 1).CopyTo(increment);
                    increment[^1] = before[^1];
                    continue;
                }

                for (int column = 0; column < increment.Length; column++)
                {
                    increment[column] = after[column] - before[column];
                }
            }
        }

        private Span<float> Slot(int slot) => _values.AsSpan(slot * _columns, _columns);
    }
}
