using Petuum.Lab.Grains;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>
/// The text of a job: the canonical spec of one run, its seed in it, after a comment with the fingerprint of the data.
/// </summary>
internal static class JobText
{
    private const string DataMark = "# data: ";

    /// <summary>The job of a run, with an id that no other has.</summary>
    public static JobDescription Describe(ComposedRun run)
    {
        string name = string.Concat(
            run.Case.Spec.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        string swept = string.Concat(run.Case.Swept.Select(value => $" · {value.Text}"));
        return new JobDescription
        {
            Id = $"{name}-{run.Case.Seed}-{Guid.NewGuid().ToString("N")[..6]}",
            Name = $"{run.Case.Spec.Name}{swept} · seed {run.Case.Seed}",
            Text = $"{DataMark}{run.Fingerprint()}\n{Canonical.Write(run.Case.Spec)}",
            ReportsEvents = true,
        };
    }

    /// <summary>The fingerprint of the submitter's data; empty if the text names none.</summary>
    public static string FingerprintOf(string text)
    {
        string first = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))).ToString();
        return first.StartsWith(DataMark, StringComparison.Ordinal) ? first[DataMark.Length..].Trim() : "";
    }
}
