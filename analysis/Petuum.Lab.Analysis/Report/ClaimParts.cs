namespace Petuum.Lab.Analysis.Report;

/// <summary>The part of a claim that both pages show alike.</summary>
internal static class ClaimParts
{
    /// <summary>The paper's numbers beside ours, and the rule that decided.</summary>
    public static void Versus(Markup markup, Claim claim)
    {
        markup.Open("dl", "class", "versus").Line();
        markup.Open("div").Element("dt", "The paper").Element("dd", claim.Paper).Close();
        markup.Open("div", "class", "here").Element("dt", "Measured here").Element("dd", claim.Measured).Close();
        markup.Close();
        if (claim.Rule.Length > 0)
        {
            markup.Open("p", "class", "small").Text(Human.Sentence("decided by: " + claim.Rule)).Close();
        }
    }
}
