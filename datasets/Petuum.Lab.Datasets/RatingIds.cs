namespace Petuum.Lab.Datasets;

/// <summary>Ratings of one file in the numbering of another.</summary>
public static class RatingIds
{
    /// <summary>What stands for an id that is not known.</summary>
    public const int Unknown = -1;

    /// <summary>The place of each of <paramref name="ids"/> among <paramref name="known"/>, both ascending.</summary>
    public static int[] PlacesOf(ReadOnlySpan<long> ids, ReadOnlySpan<long> known)
    {
        int[] places = new int[ids.Length];
        for (int index = 0; index < places.Length; index++)
        {
            places[index] = Math.Max(known.BinarySearch(ids[index]), Unknown);
        }

        return places;
    }

    /// <summary>
    /// The ratings whose user and item are both known, in order and in the numbering of the known ids.
    /// </summary>
    public static Ratings Known(Ratings ratings, ReadOnlySpan<long> userIds, ReadOnlySpan<long> itemIds)
    {
        int[] users = PlacesOf(ratings.UserIds, userIds);
        int[] items = PlacesOf(ratings.ItemIds, itemIds);
        List<int> user = [];
        List<int> item = [];
        List<double> value = [];
        for (int n = 0; n < ratings.Count; n++)
        {
            (int u, int i) = (users[ratings.User[n]], items[ratings.Item[n]]);
            if (u != Unknown && i != Unknown)
            {
                user.Add(u);
                item.Add(i);
                value.Add(ratings.Value[n]);
            }
        }

        return new Ratings([.. user], [.. item], [.. value], [.. userIds], [.. itemIds]);
    }
}
