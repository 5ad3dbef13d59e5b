using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>Original ids ↔ dense indices, in ascending order of the ids.</summary>
internal static class DenseIds
{
    /// <summary>The index of every id, and the distinct ids in ascending order.</summary>
    public static (int[] Index, long[] Ids) Number(ReadOnlySpan<long> ids)
    {
        int[] index = new int[ids.Length];
        (long least, long most) = Bounds(ids);
        if (ids.Length > 0 && IsDense(least, most, ids.Length))
        {
            int[] places = new int[most - least + 1];
            foreach (long id in ids)
            {
                places[id - least] = 1;
            }

            long[] present = NumberPlaces(places, least);
            for (int n = 0; n < index.Length; n++)
            {
                index[n] = places[ids[n] - least];
            }

            return (index, present);
        }

        long[] distinct = Distinct(ids.ToArray());
        for (int n = 0; n < index.Length; n++)
        {
            index[n] = distinct.AsSpan().BinarySearch(ids[n]);
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

    /// <summary>Whether ids lie so close together (files usually count from 1) that a table holds them.</summary>
    private static bool IsDense(long least, long most, int count) =>
        (ulong)most - (ulong)least < (ulong)((4L * count) + 1024);

    private static (long Least, long Most) Bounds(ReadOnlySpan<long> ids)
    {
        (long least, long most) = (long.MaxValue, long.MinValue);
        foreach (long id in ids)
        {
            least = Math.Min(least, id);
            most = Math.Max(most, id);
        }

        return (least, most);
    }

    /// <summary>Numbers the places that are not 0, from 0 on; returns their ids.</summary>
    private static long[] NumberPlaces(int[] places, long least)
    {
        List<long> present = [];
        for (int place = 0; place < places.Length; place++)
        {
            if (places[place] != 0)
            {
                places[place] = present.Count;
                present.Add(least + place);
            }
        }

        return [.. present];
    }
}
