namespace Petuum.Lab.Analysis.Results;

/// <summary>The runs of a sweep that differ in nothing but their seed.</summary>
/// <param name="Label">What sets it apart from the others of its sweep, short: <c>staleness 4 · essp</c>.</param>
/// <param name="Keys">The swept keys without the seed.</param>
/// <param name="Runs">One run per seed, in the order given.</param>
public sealed record Configuration(string Label, IReadOnlyList<SweptKey> Keys, IReadOnlyList<RunResults> Runs)
{
    /// <summary>Groups runs by their swept keys, in the order in which configurations first occur.</summary>
    public static IReadOnlyList<Configuration> Of(IReadOnlyList<RunResults> runs)
    {
        var groups = new List<(IReadOnlyList<SweptKey> Keys, List<RunResults> Runs)>();
        foreach (RunResults run in runs)
        {
            IReadOnlyList<SweptKey> keys = [.. run.Manifest.Keys.Where(key => key.Name is not ("seed" or "seeds"))];
            int known = groups.FindIndex(group => group.Keys.SequenceEqual(keys));
            if (known < 0)
            {
                known = groups.Count;
                groups.Add((keys, []));
            }

            groups[known].Runs.Add(run);
        }

        List<string> names = Varying([.. groups.Select(group => group.Keys)]);
        return [.. groups.Select(group => new Configuration(LabelOf(group.Keys, names), group.Keys, group.Runs))];
    }

    /// <summary>The value of a swept key here, or an empty text.</summary>
    public string Value(string key) => Keys.FirstOrDefault(candidate => candidate.Name == key).Value ?? "";

    /// <summary>
    /// The last part of a key's path, with blanks: <c>pipeline depth</c> for <c>schedule.pipeline_depth</c>.
    /// </summary>
    public static string ShortName(string key) => key[(key.LastIndexOf('.') + 1)..].Replace('_', ' ').Replace('-', ' ');

    /// <summary>The names of the keys that do not have the same value everywhere.</summary>
    private static List<string> Varying(IReadOnlyList<IReadOnlyList<SweptKey>> configurations) =>
        [.. configurations
            .SelectMany(keys => keys)
            .GroupBy(key => key.Name, StringComparer.Ordinal)
            .Where(group => group.Distinct().Skip(1).Any() || group.Count() < configurations.Count)
            .Select(group => group.Key)];

    private static string LabelOf(IReadOnlyList<SweptKey> keys, List<string> varying)
    {
        IEnumerable<string> parts = keys.Where(key => varying.Contains(key.Name)).Select(Describe);
        string label = string.Join(" · ", parts);
        return label.Length > 0 ? label : "all runs";
    }

    private static string Describe(SweptKey key) => key.Value switch
    {
        "true" => ShortName(key.Name),
        "false" => "no " + ShortName(key.Name),
        _ when key.Value.Length > 0 && !char.IsAsciiLetter(key.Value[0]) => $"{ShortName(key.Name)} {key.Value}",
        "none" or "unbounded" => $"{ShortName(key.Name)} {key.Value}",
        _ => key.Value,
    };
}
