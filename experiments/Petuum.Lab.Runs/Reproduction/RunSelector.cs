using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Specs;
using Configuration = Petuum.Lab.Analysis.Results.Configuration;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>
/// Picks runs by their swept values: <c>staleness: 4</c> or in full <c>consistency.staleness: 4</c>; several values are
/// separated by <c>|</c>. Nothing given picks all runs.
/// </summary>
internal static class RunSelector
{
    /// <summary>The runs that have all the values, in their order.</summary>
    /// <exception cref="UserException">A key is not swept, or no run has the values.</exception>
    public static IReadOnlyList<RunResults> Select(
        IReadOnlyList<RunResults> runs, IReadOnlyList<NamedText> values, string place)
    {
        IReadOnlyList<RunResults> selected = runs;
        foreach (NamedText value in values)
        {
            string key = Resolve(runs, value.Name, place);
            string[] texts = value.Text.Split('|', StringSplitOptions.TrimEntries);
            selected = [.. selected.Where(run => texts.Contains(ValueOf(run, key), StringComparer.Ordinal))];
        }

        return selected.Count > 0 || runs.Count == 0
            ? selected
            : throw new UserException(
                place,
                $"no run has {Describe(values)}",
                $"'sweep:' has {string.Join("; ", Keys(runs).Select(key => $"{key}: {Values(runs, key)}"))}");
    }

    /// <summary>
    /// The full name of a swept key that is given in full or by its last part; null if there is none.
    /// </summary>
    public static string? TryResolve(IReadOnlyList<RunResults> runs, string name)
    {
        List<string> keys = Keys(runs);
        return keys.Find(key => key == name)
            ?? keys.Find(key => key.EndsWith('.' + name, StringComparison.Ordinal));
    }

    /// <summary>As <see cref="TryResolve"/>.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static string Resolve(IReadOnlyList<RunResults> runs, string name, string place) =>
        TryResolve(runs, name) ?? throw new UserException(
            place,
            $"'{name}' is not a swept key",
            Keys(runs) is { Count: > 0 } keys
                ? $"use one of {string.Join(", ", keys)}"
                : "the spec has no 'sweep:'; leave it out");

    /// <summary>The value that a run has for a swept key; empty if it has none.</summary>
    public static string ValueOf(RunResults run, string key)
    {
        foreach (SweptKey candidate in run.Manifest.Keys)
        {
            if (candidate.Name == key)
            {
                return candidate.Value;
            }
        }

        return string.Empty;
    }

    /// <summary>The selected values in words: <c>essp, staleness 4</c>.</summary>
    public static string Describe(IReadOnlyList<NamedText> values) => values.Count == 0
        ? "all runs"
        : string.Join(", ", values.Select(value => Describe(value.Name, value.Text)));

    /// <summary>A key with its value in words; a value that speaks for itself stands alone.</summary>
    public static string Describe(string key, string value) =>
        value.Length > 0 && char.IsLetter(value[0]) && value is not ("true" or "false" or "none" or "unbounded")
            ? value.Replace("|", " or ", StringComparison.Ordinal)
            : $"{Configuration.ShortName(key)} {value.Replace("|", " or ", StringComparison.Ordinal)}";

    /// <summary>The values of a swept key, in the order of the sweep.</summary>
    public static IReadOnlyList<string> DistinctValues(IReadOnlyList<RunResults> runs, string key) =>
        [.. runs.Select(run => ValueOf(run, key)).Distinct(StringComparer.Ordinal)];

    private static string Values(IReadOnlyList<RunResults> runs, string key) =>
        string.Join(", ", DistinctValues(runs, key));

    private static List<string> Keys(IReadOnlyList<RunResults> runs) =>
        [.. runs.SelectMany(run => run.Manifest.Keys).Select(key => key.Name).Distinct(StringComparer.Ordinal)];
}
