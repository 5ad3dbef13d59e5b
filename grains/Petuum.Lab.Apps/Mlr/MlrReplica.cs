using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// A worker's copy of the weights: all make the same one, by the factors of all workers, round by round and in worker
/// order. Beside it what the weights' table holds, which <see cref="Synchronise"/> brings up to date.
/// </summary>
internal sealed class MlrReplica(MlrFactorLayout layout)
{
    private readonly MlrGradient _gradient = new(layout.Classes, layout.Features);
    private readonly float[] _weights = new float[layout.Classes * (layout.Features + 1)];
    private readonly float[] _table = new float[layout.Classes * (layout.Features + 1)];
    private readonly float[] _factors = new float[layout.SamplesMax * MatrixKernels.Padded(layout.Classes)];
    private readonly float[] _features = new float[layout.SamplesMax * MatrixKernels.Padded(layout.Features)];

    /// <summary>Whose factors.</summary>
    public MlrFactorLayout Layout => layout;

    /// <summary>Rows of features + 1 values.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The weights of a model of either form: of factors, with those of the rounds since the table was
    /// synchronised.</summary>
    public static float[] WeightsOf(Model model)
    {
        (int classes, int columns) = (model.Tables[0].Rows, model.Tables[0].Shape.Columns);
        float[] weights = new float[classes * columns];
        for (int row = 0; row < classes; row++)
        {
            model.Dense<float>(MlrProgram.WeightTable, row).CopyTo(weights.AsSpan(row * columns));
        }

        int last = model.Tables.Count > 1 ? LastRow(model) : 0;
        if (model.Tables.Count == 1 || model.Dense<int>(MlrProgram.FactorTable, last)[0] == 0)
        {
            return weights;
        }

        ReadOnlySpan<int> newest = model.Dense<int>(MlrProgram.FactorTable, last);
        MlrFactorLayout layout = MlrFactorLayout.Of(newest, classes, columns - 1);
        MlrReplica replica = new(layout);
        replica.Load(weights);
        int clock = newest[0];
        int synchronised = (clock - 1) / layout.SyncEvery * layout.SyncEvery;
        for (int round = Math.Max(0, synchronised - layout.Staleness); round < clock; round++)
        {
            for (int worker = 0; worker < layout.Workers; worker++)
            {
                replica.Apply(round, model.Dense<int>(MlrProgram.FactorTable, layout.RowOf(worker, round)));
            }
        }

        return replica._weights;
    }

    /// <summary>Takes weights as they are in the table.</summary>
    public void Load(ReadOnlySpan<float> weights)
    {
        weights.CopyTo(_weights);
        weights.CopyTo(_table);
    }

    /// <summary>Adds Σ g·x̃ᵀ of a row of factors.</summary>
    public void Apply(int round, ReadOnlySpan<int> row)
    {
        Invariant.Require(row[0] == round + 1, $"factors of round {row[0] - 1}, where those of {round} belong.");
        int padded = MatrixKernels.Padded(layout.Classes);
        int stride = MatrixKernels.Padded(layout.Features);
        int samples = row[1];
        int at = MlrFactorLayout.Header;
        for (int sample = 0; sample < samples; sample++)
        {
            foreach (ref float value in _factors.AsSpan(sample * padded, layout.Classes))
            {
                value = BitConverter.Int32BitsToSingle(row[at++]);
            }

            foreach (ref float value in _features.AsSpan(sample * stride, layout.Features))
            {
                value = BitConverter.Int32BitsToSingle(row[at++]);
            }
        }

        _gradient.AddProduct(
            _factors.AsSpan(0, samples * padded), _features.AsSpan(0, samples * stride), stride, _weights);
    }

    /// <summary>
    /// Brings the table up to date: fills the increments of some of its rows, which other workers do for the others.
    /// The replica takes what the table then holds, table + (weights − table) in single precision.
    /// </summary>
    /// <param name="increments">Rows of features + 1 values, from <paramref name="first"/> on.</param>
    /// <param name="first">The first of them.</param>
    public void Synchronise(Span<float> increments, int first)
    {
        int start = first * (layout.Features + 1);
        for (int index = 0; index < _weights.Length; index++)
        {
            float change = _weights[index] - _table[index];
            if (index >= start && index - start < increments.Length)
            {
                increments[index - start] += change;
            }

            _table[index] += change;
            _weights[index] = _table[index];
        }
    }

    /// <summary>Writes weights and table.</summary>
    public void Save(StateWriter state)
    {
        state.WriteSpan<float>(_weights);
        state.WriteSpan<float>(_table);
    }

    /// <summary>Restores them.</summary>
    public void Load(StateReader state)
    {
        state.ReadSpan<float>(_weights);
        state.ReadSpan<float>(_table);
    }

    private static int LastRow(Model model)
    {
        int last = 0;
        for (int row = 1; row < model.Tables[1].Rows; row++)
        {
            last = model.Dense<int>(MlrProgram.FactorTable, row)[0]
                > model.Dense<int>(MlrProgram.FactorTable, last)[0] ? row : last;
        }

        return last;
    }
}
