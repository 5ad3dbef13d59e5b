using System.Text.Json;
using Petuum.Lab.Analysis.Report;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>Reproductions as JSON: <c>rows</c> of <c>id, claim, paper, measured, verdict</c>.</summary>
internal static class ReproductionRows
{
    /// <summary>Writes the member <c>rows</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ReproductionRow> rows)
    {
        json.WriteStartArray("rows");
        foreach (ReproductionRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("id", row.Claim.Id);
            json.WriteString("claim", row.Claim.Text);
            json.WriteString("paper", row.Claim.Paper);
            json.WriteString("measured", row.Claim.Measured);
            json.WriteString("verdict", ReproductionVerdicts.Name(row.Claim.Verdict));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
