using System.Security.Cryptography;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets.Formats;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets;

/// <summary>Pairs of rows of a data set: pair n is of the rows First[n] and Second[n], counted from 0.</summary>
public sealed record RowPairs(int[] First, int[] Second)
{
    /// <summary>How many there are.</summary>
    public int Count => First.Length;

    /// <summary>Reads pairs: two row numbers a line, from 0, between blanks or a comma.</summary>
    /// <param name="path">The file; gzip files are read as they are.</param>
    /// <param name="rows">Rows of the data that they are of.</param>
    /// <exception cref="DataFormatException">A line is something else, or names a row that is not there.</exception>
    public static RowPairs Read(string path, int rows) => RowPairsReader.Read(DataSource.Open(path), rows);

    /// <summary>SHA-256 of the file's uncompressed bytes, in lower-case hexadecimal.</summary>
    /// <exception cref="DataFormatException">The file cannot be read.</exception>
    public static string Fingerprint(string path)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        DataSource.Open(path).AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// As many similar pairs (different rows of one label) as dissimilar ones (of two labels), drawn from the seed:
    /// the first row is any that has a partner, the second any of its partners.
    /// </summary>
    /// <returns>Null if no two rows have the same label, or all have.</returns>
    public static (RowPairs Similar, RowPairs Dissimilar)? Draw(ReadOnlySpan<double> labels, int count, Seed seed)
    {
        Invariant.Require(count > 0, $"{count} pairs.");
        int[] order = new int[labels.Length];
        for (int row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        double[] sorted = labels.ToArray();
        Array.Sort(sorted, order);
        int[] start = new int[order.Length];
        int[] end = new int[order.Length];
        List<int> paired = [];
        for (int first = 0; first < order.Length;)
        {
            int next = first + 1;
            while (next < order.Length && sorted[next] == sorted[first])
            {
                next++;
            }

            start.AsSpan(first, next - first).Fill(first);
            end.AsSpan(first, next - first).Fill(next);
            paired.AddRange(next - first > 1 ? Enumerable.Range(first, next - first) : []);
            first = next;
        }

        if (paired.Count == 0 || end[0] == order.Length)
        {
            return null;
        }

        Pcg32 chance = seed.CreateGenerator();
        RowPairs similar = new(new int[count], new int[count]);
        RowPairs dissimilar = new(new int[count], new int[count]);
        for (int n = 0; n < count; n++)
        {
            int place = paired[chance.NextInt(paired.Count)];
            int other = start[place] + chance.NextInt(end[place] - start[place] - 1);
            (similar.First[n], similar.Second[n]) = (order[place], order[other < place ? other : other + 1]);
            place = chance.NextInt(order.Length);
            other = chance.NextInt(order.Length - (end[place] - start[place]));
            other = other < start[place] ? other : other + end[place] - start[place];
            (dissimilar.First[n], dissimilar.Second[n]) = (order[place], order[other]);
        }

        return (similar, dissimilar);
    }
}
