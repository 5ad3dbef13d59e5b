using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation.LeastSquares;

/// <summary>What alternating least squares learns from, by user and by item, and who solves which rows.</summary>
/// <param name="ByUser">Every user's items.</param>
/// <param name="ByItem">Every item's users: items and users change places.</param>
/// <param name="Users">The users of each worker, balanced by ratings.</param>
/// <param name="Items">The items of each worker, balanced by ratings.</param>
internal sealed record AlsData(MfData ByUser, MfData ByItem, IndexRange[] Users, IndexRange[] Items)
{
    /// <summary>Cuts ratings for some workers.</summary>
    public static AlsData Cut(Ratings ratings, MfData byUser, int workers)
    {
        Ratings turned = new(
            ratings.Item.ToArray(),
            ratings.User.ToArray(),
            ratings.Value.ToArray(),
            ratings.ItemIds.ToArray(),
            ratings.UserIds.ToArray());
        return new AlsData(
            byUser,
            new MfData(turned),
            Partition.UsersByRatings(ratings, workers),
            Partition.ItemsByRatings(ratings, workers));
    }
}

/// <summary>
/// A worker of implicit-feedback ALS (Hu, Koren, Volinsky 2008): clock 0 sums up the Gram matrices of the first
/// factors; then clocks solve the normal equations of the worker's users and of its items in turn, each from the other
/// side's factors and Gram matrix as the tables have them. It keeps nothing: the clock says whose turn it is.
/// </summary>
internal sealed class AlsWorker : IWorkerProgram
{
    private readonly MfOptions _options;
    private readonly MfWeights _weights;
    private readonly AlsData _data;
    private readonly int _worker;
    private readonly AlsSystem _system;
    private readonly List<int> _others = [];
    private readonly int[] _readOf;
    private readonly float[] _solution;

    public AlsWorker(MfOptions options, AlsData data, MfWeights weights, int worker)
    {
        (_options, _data, _weights, _worker) = (options, data, weights, worker);
        _system = new AlsSystem(options.Rank);
        _readOf = new int[Math.Max(data.ByUser.Users, data.ByUser.Items)];
        _solution = new float[options.Rank];
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        if (unit.Round == 0)
        {
            DeclareRange(MfProgram.UserTable, RowsOf(unit, ofUsers: true), reads);
            DeclareRange(MfProgram.ItemTable, RowsOf(unit, ofUsers: false), reads);
            return;
        }

        bool ofUsers = SolvesUsers(unit.Round);
        IndexRange rows = RowsOf(unit, ofUsers);
        DeclareRange(ofUsers ? MfProgram.UserTable : MfProgram.ItemTable, rows, reads);
        reads.Add(MfProgram.GramTable, AlsGram.RowOf(!ofUsers));
        FindOthers(ofUsers ? _data.ByUser : _data.ByItem, rows);
        foreach (int other in _others)
        {
            _readOf[other] = reads.Add(ofUsers ? MfProgram.ItemTable : MfProgram.UserTable, other);
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        if (unit.Round == 0)
        {
            IndexRange users = RowsOf(unit, ofUsers: true);
            SumUp(rows, 0, users.Count, ofUsers: true, output);
            SumUp(rows, users.Count, RowsOf(unit, ofUsers: false).Count, ofUsers: false, output);
            return;
        }

        Solve(unit, SolvesUsers(unit.Round), rows, output);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }

    private static bool SolvesUsers(int round) => round % 2 == 1;

    private static void DeclareRange(TableId table, IndexRange rows, ReadSet reads) =>
        reads.AddRange(table, rows.Start, rows.Count);

    /// <summary>The rows that a unit solves: an even share of the worker's.</summary>
    private IndexRange RowsOf(in WorkUnit unit, bool ofUsers)
    {
        IndexRange all = ofUsers ? _data.Users[_worker] : _data.Items[_worker];
        IndexRange part = Partition.ByCount(all.Count, new DataPart(unit.Index, unit.Count));
        return new IndexRange(all.Start + part.Start, all.Start + part.End);
    }

    /// <summary>The rows of the other side that some rows have ratings with, ascending.</summary>
    private void FindOthers(MfData data, IndexRange rows)
    {
        const int Seen = -1;
        _others.Clear();
        Array.Clear(_readOf);
        for (int row = rows.Start; row < rows.End; row++)
        {
            foreach (int other in data.ItemsOf(row))
            {
                _readOf[other] = Seen;
            }
        }

        for (int other = 0; other < data.Items; other++)
        {
            if (_readOf[other] == Seen)
            {
                _others.Add(other);
            }
        }
    }

    private void SumUp(RowView rows, int first, int count, bool ofUsers, PushOutput output)
    {
        int rank = _options.Rank;
        Span<double> gram = output.Increment<double>(MfProgram.GramTable, AlsGram.RowOf(ofUsers));
        for (int row = 0; row < count; row++)
        {
            AlsGram.Add(rows.Dense<float>(first + row), 1, gram);
        }

        output.Report(work: (long)count * rank * rank, samples: 0);
    }

    /// <summary>Solves rows in order; the Gram matrix takes what each changed by.</summary>
    private void Solve(in WorkUnit unit, bool ofUsers, RowView rows, PushOutput output)
    {
        int rank = _options.Rank;
        IndexRange own = RowsOf(unit, ofUsers);
        MfData data = ofUsers ? _data.ByUser : _data.ByItem;
        ReadOnlySpan<double> gram = rows.Dense<double>(own.Count);
        Span<float> increments = output.IncrementRange<float>(
            ofUsers ? MfProgram.UserTable : MfProgram.ItemTable, own.Start, own.Count);
        Span<double> gramChange = output.Increment<double>(MfProgram.GramTable, AlsGram.RowOf(ofUsers));
        long ratings = 0;
        for (int row = 0; row < own.Count; row++)
        {
            int index = own.Start + row;
            double lambda = ofUsers ? _weights.LambdaOfUser(index) : _weights.LambdaOfItem(index);
            SolveRow(data, index, lambda, gram, rows);
            ReadOnlySpan<float> old = rows.Dense<float>(row);
            Span<float> change = increments.Slice(row * rank, rank);
            for (int column = 0; column < rank; column++)
            {
                change[column] = _solution[column] - old[column];
                _solution[column] = old[column] + change[column];
            }

            AlsGram.Add(old, -1, gramChange);
            AlsGram.Add(_solution, 1, gramChange);
            ratings += data.CountOf(index);
        }

        long perRating = (long)rank * (rank + 1) / 2;
        output.Report((ratings * perRating) + (own.Count * (perRating * (rank + 5) / 3)), ofUsers ? ratings : 0);
    }

    /// <summary>One row's factor; 0 where nothing was rated.</summary>
    private void SolveRow(MfData data, int row, double lambda, ReadOnlySpan<double> gram, RowView rows)
    {
        ReadOnlySpan<int> others = data.ItemsOf(row);
        ReadOnlySpan<float> values = data.ValuesOf(row);
        _system.Begin(gram, lambda);
        bool isKnown = false;
        for (int n = 0; n < others.Length; n++)
        {
            if (values[n] > 0)
            {
                _system.Add(rows.Dense<float>(_readOf[others[n]]), _options.AlphaInUse * values[n]);
                isKnown = true;
            }
        }

        if (isKnown)
        {
            _system.Solve(_solution);
        }
        else
        {
            Array.Clear(_solution);
        }
    }
}
