namespace Petuum.Lab.Datasets.Formats;

/// <summary>Collects labelled rows, entry by entry in ascending order of their indices.</summary>
/// <param name="progress">
/// The share of the file that has been read, 0 … 1, to reserve memory by; 0 while it is not known.
/// </param>
internal sealed class SparseRowBuilder(Func<double> progress)
{
    private const int EstimatedFrom = 1 << 16;
    private const double Margin = 1.05;
    private readonly List<double> _labels = [];
    private readonly List<int> _offsets = [0];
    private int[] _indices = new int[64];
    private double[] _values = new double[64];
    private int _count;

    public int Rows => _labels.Count;

    /// <summary>Makes room for that many entries more, which <see cref="Add"/> then takes.</summary>
    public void Reserve(int entries)
    {
        if (_indices.Length - _count < entries)
        {
            Grow(_count + (long)entries);
        }
    }

    /// <summary>
    /// Adds an entry to the row that <see cref="EndRow"/> will close; a zero is dropped. The index is above that of the
    /// entry before, the value finite, and there is room.
    /// </summary>
    public void Add(int index, double value)
    {
        int[] indices = _indices;
        double[] values = _values;
        int at = _count;
        indices[at] = index;
        values[at] = value;
        _count = value == 0 ? at : at + 1;
    }

    public void EndRow(double label)
    {
        _labels.Add(label);
        _offsets.Add(_count);
    }

    public RegressionData Build(int columns) => new(
        SparseMatrix.FromReader(Rows, columns, _offsets.ToArray(), _indices, _values), _labels.ToArray());

    /// <summary>To twice the size; to what the whole file will need, once enough of it has been seen.</summary>
    private void Grow(long needed)
    {
        double read = progress();
        double expected = _count >= EstimatedFrom && read > 0 ? Math.Min(_count / read * Margin, Array.MaxLength) : 0;
        long wanted = expected > needed ? (long)expected : Math.Max(2L * _indices.Length, needed);
        int length = (int)Math.Min(wanted, Math.Max(needed, Array.MaxLength));
        int[] indices = GC.AllocateUninitializedArray<int>(length);
        double[] values = GC.AllocateUninitializedArray<double>(length);
        _indices.AsSpan(0, _count).CopyTo(indices);
        _values.AsSpan(0, _count).CopyTo(values);
        (_indices, _values) = (indices, values);
    }
}
