using System.Globalization;
using System.Numerics;
using Petuum.Lab.Datasets;
using Petuum.Lab.Files;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>
/// A model's array as CSV: <c>row, c0, c1, …</c>, or <c>row, value</c> where it has one dimension; numbers have as many
/// digits as it takes to read the same bits back.
/// </summary>
internal static class ArrayExport
{
    /// <summary>Reads an array file and writes the CSV file whole or not at all.</summary>
    /// <param name="source">The array file.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="name">What the user calls that.</param>
    /// <exception cref="UserException">The target is not a CSV file.</exception>
    /// <exception cref="DataFormatException">The array file is not one.</exception>
    public static void Write(string source, string target, string name)
    {
        if (!target.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserException(name, "an array is written as CSV only", "choose a name that ends in .csv");
        }

        NpyArray array = NpyFile.Read(source);
        AtomicFile.Write(target, stream =>
        {
            using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
            text.WriteLine(array.Columns is { } columns
                ? "row" + string.Concat(Enumerable.Range(0, columns).Select(column => $",c{column}"))
                : "row,value");
            switch (array.Element)
            {
                case NpyElement.Float32:
                    WriteRows<float>(text, array);
                    break;
                case NpyElement.Float64:
                    WriteRows<double>(text, array);
                    break;
                case NpyElement.Int32:
                    WriteRows<int>(text, array);
                    break;
                default:
                    WriteRows<long>(text, array);
                    break;
            }
        });
    }

    private static void WriteRows<T>(StreamWriter text, NpyArray array)
        where T : unmanaged, INumber<T>
    {
        T[] values = array.Values<T>();
        int width = array.Columns ?? 1;
        for (int row = 0; row < array.Rows; row++)
        {
            text.Write(row);
            foreach (T value in values.AsSpan(row * width, width))
            {
                text.Write(',');
                text.Write(value.ToString(null, CultureInfo.InvariantCulture));
            }

            text.WriteLine();
        }
    }
}
