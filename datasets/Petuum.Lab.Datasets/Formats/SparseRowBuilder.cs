using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>Collects labelled rows, entry by entry in ascending order of their indices.</summary>
internal sealed class SparseRowBuilder
{
    private readonly Growable<double> _labels = new();
    private readonly Growable<int> _offsets = new();
    private readonly Growable<int> _indices = new();
    private readonly Growable<double> _values = new();

    public SparseRowBuilder() => _offsets.Add(0);

    public int Rows => _labels.Count;

    /// <summary>Adds an entry to the row that <see cref="EndRow"/> will close; a zero is dropped.</summary>
    public void Add(int index, double value)
    {
        if (value != 0)
        {
            _indices.Add(index);
            _values.Add(value);
        }
    }

    public void EndRow(double label)
    {
        _labels.Add(label);
        _offsets.Add(_indices.Count);
    }

    public RegressionData Build(int columns) => new(
        SparseMatrix.FromCompressed(
            SparseLayout.Rows, Rows, columns, _offsets.ToArray(), _indices.ToArray(), _values.ToArray()),
        _labels.ToArray());
}
