using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>Original ids ↔ dense indices, in ascending order of the ids.</summary>
internal static class DenseIds
{
    /// <summary>The index of every id, and the distinct ids in ascending order.</summary>
    public static (int[] Index, long[] Ids) Number(ReadOnlySpan<long> ids)
    {
        long[] distinct = Distinct(ids.ToArray());
        int[] index = new int[ids.Length];
        Lookup lookup = new(distinct);
        for (int n = 0; n < index.Length; n++)
        {
            index[n] = lookup.IndexOf(ids[n]);
        }

        return (index, distinct);
    }

    /// <summary>Indices into <paramref name="from"/> as indices into <paramref name="to"/>, for those in use.</summary>
    public static int[] Translate(int[] index, long[] from, ReadOnlySpan<long> to)
    {
        int[] map = new int[from.Length];
        for (int k = 0; k < map.Length; k++)
        {
            map[k] = to.BinarySearch(from[k]);
        }

        int[] translated = new int[index.Length];
        for (int n = 0; n < index.Length; n++)
        {
            translated[n] = map[index[n]];
            Invariant.Require(translated[n] >= 0, $"id {from[index[n]]} is not in the new numbering.");
        }

        return translated;
    }

    /// <summary>All ids of all parts, ascending.</summary>
    public static long[] Union(IReadOnlyList<Ratings> parts, Func<Ratings, long[]> idsOf)
    {
        List<long> all = [];
        foreach (Ratings part in parts)
        {
            all.AddRange(idsOf(part));
        }

        return Distinct([.. all]);
    }

    private static long[] Distinct(long[] ids)
    {
        Array.Sort(ids);
        int kept = 0;
        for (int n = 0; n < ids.Length; n++)
        {
            if (n == 0 || ids[n] != ids[n - 1])
            {
                ids[kept++] = ids[n];
            }
        }

        return ids[..kept];
    }

    /// <summary>By a table where the ids lie close together (files usually count from 1), by bisection elsewhere.</summary>
    private readonly struct Lookup
    {
        private readonly long[] _ids;
        private readonly int[]? _table;

        public Lookup(long[] ids)
        {
            _ids = ids;
            if (ids.Length > 0 && (ulong)ids[^1] - (ulong)ids[0] < (ulong)((4L * ids.Length) + 1024))
            {
                _table = new int[ids[^1] - ids[0] + 1];
                for (int index = 0; index < ids.Length; index++)
                {
                    _table[ids[index] - ids[0]] = index;
                }
            }
        }

        public int IndexOf(long id) => _table is null ? _ids.AsSpan().BinarySearch(id) : _table[id - _ids[0]];
    }
}
