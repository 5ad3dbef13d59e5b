using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Simulation.Checkers;

/// <summary>
/// AdaptiveRevision as its paper states it, from the whole history: the sum of the gradients before every version of
/// every row is kept, so that nothing depends on what a shard keeps and when it forgets.
/// </summary>
internal sealed class RevisionReplica(TableDefinition table)
{
    private readonly Dictionary<int, Row> _rows = [];

    /// <summary>Makes steps of the gradients of a batch.</summary>
    public void Apply(RowBatch batch, RowStore values)
    {
        for (int index = 0; index < batch.Count; index++)
        {
            int row = batch.Rows[index];
            if (!_rows.TryGetValue(row, out Row? state))
            {
                state = new Row(table.Shape.Columns - 1);
                _rows.Add(row, state);
            }

            Span<float> parameters = ((DenseRowStore<float>)values).Row(row);
            state.Apply(parameters, batch.Row<float>(index), table.Step);
        }
    }

    private sealed class Row(int parameters)
    {
        private readonly Dictionary<float, double[]> _sumsBefore = [];
        private readonly double[] _sums = new double[parameters];
        private readonly double[] _squares = [.. Enumerable.Repeat(1.0, parameters)];
        private readonly double[] _largest = [.. Enumerable.Repeat(1.0, parameters)];

        public void Apply(Span<float> row, ReadOnlySpan<float> gradient, double alpha)
        {
            _sumsBefore[row[^1]] = [.. _sums];
            double[] seen = _sumsBefore[gradient[^1]];
            for (int k = 0; k < parameters; k++)
            {
                double g = gradient[k];
                double back = _sums[k] - seen[k];
                double old = alpha / Math.Sqrt(_largest[k]);
                _squares[k] += (g * g) + (2 * g * back);
                _largest[k] = Math.Max(_largest[k], _squares[k]);
                double step = alpha / Math.Sqrt(_largest[k]);
                row[k] = (float)(row[k] - (step * g) + ((old - step) * back));
                _sums[k] += g;
            }

            row[^1]++;
        }
    }
}
