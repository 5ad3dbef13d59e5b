using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Report;

/// <summary>Part of a sweep's configurations, few enough for one chart.</summary>
/// <param name="Title">What these have in common and the others lack; empty if this is all of them.</param>
/// <param name="Slug">The same as part of a file name; empty if this is all of them.</param>
/// <param name="Configurations">The configurations, labelled by what differs among them.</param>
internal sealed record Facet(string Title, string Slug, IReadOnlyList<Configuration> Configurations)
{
    /// <summary>
    /// Splits configurations by one swept key, or by two, such that no part has more than <paramref name="most"/> and
    /// there are as few parts as possible; if no keys do that, in their order.
    /// </summary>
    public static IReadOnlyList<Facet> Of(IReadOnlyList<Configuration> all, int most)
    {
        if (all.Count <= most)
        {
            return [new Facet("", "", all)];
        }

        string[] keys = [.. all.SelectMany(configuration => configuration.Keys).Select(key => key.Name)
            .Distinct(StringComparer.Ordinal)];
        IReadOnlyList<Facet>? best = null;
        for (int first = 0; first < keys.Length; first++)
        {
            best = Better(best, Split(all, [keys[first]]), most);
        }

        for (int first = 0; best is null && first < keys.Length; first++)
        {
            for (int second = first + 1; second < keys.Length; second++)
            {
                best = Better(best, Split(all, [keys[first], keys[second]]), most);
            }
        }

        return best ?? InOrder(all, most);
    }

    private static IReadOnlyList<Facet>? Better(IReadOnlyList<Facet>? best, IReadOnlyList<Facet> candidate, int most) =>
        candidate.All(facet => facet.Configurations.Count <= most) && (best is null || candidate.Count < best.Count)
            ? candidate
            : best;

    private static IReadOnlyList<Facet> Split(IReadOnlyList<Configuration> all, string[] keys)
    {
        var facets = new List<Facet>();
        foreach (IGrouping<string, Configuration> group in all.GroupBy(
            configuration => string.Join(
                " · ", keys.Select(key => $"{Configuration.ShortName(key)} {configuration.Value(key)}")),
            StringComparer.Ordinal))
        {
            facets.Add(new Facet(group.Key, SlugOf(group.Key), Relabel([.. group])));
        }

        return facets;
    }

    private static IReadOnlyList<Facet> InOrder(IReadOnlyList<Configuration> all, int most)
    {
        var facets = new List<Facet>();
        for (int start = 0; start < all.Count; start += most)
        {
            Configuration[] part = [.. all.Skip(start).Take(most)];
            string title = $"{start + 1} to {start + part.Length} of {all.Count}";
            facets.Add(new Facet(title, SlugOf(title), part));
        }

        return facets;
    }

    private static IReadOnlyList<Configuration> Relabel(IReadOnlyList<Configuration> part) =>
        Configuration.Of([.. part.SelectMany(configuration => configuration.Runs)]);

    private static string SlugOf(string title)
    {
        string letters = string.Concat(
            title.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));
        return string.Join('-', letters.Split('-', StringSplitOptions.RemoveEmptyEntries));
    }
}
