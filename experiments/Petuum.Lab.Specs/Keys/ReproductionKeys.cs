using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs.Keys;

/// <summary>The keys of claims.</summary>
internal static class ReproductionKeys
{
    private static readonly FreeText Text = new();

    private static readonly Real AnyNumber = new(double.NegativeInfinity, double.PositiveInfinity);

    private static readonly Section<RuleSpec> Rule = new(
        SpecDefaults.Rule,
        [
            new Field<RuleSpec, string>(
                "measure", "the number that is compared", Text, s => s.Measure, (s, v) => s with { Measure = v }),
            new Field<RuleSpec, ValueList<NamedText>>(
                "of", "the runs it is taken over: their swept values", new NamedTexts(),
                s => s.Of, (s, v) => s with { Of = v }) { IsRequired = false },
            new Field<RuleSpec, ValueList<NamedText>>(
                "over", "the runs it is divided by: their swept values", new NamedTexts(),
                s => s.Over, (s, v) => s with { Over = v }) { IsRequired = false },
            new Field<RuleSpec, ValueList<NamedText>>(
                "with", "further options of the measure", new NamedTexts(),
                s => s.With, (s, v) => s with { With = v }) { IsRequired = false },
            Threshold("at-least", "the measure is at least this", RuleComparison.AtLeast),
            Threshold("at-most", "the measure is at most this", RuleComparison.AtMost),
            new Field<RuleSpec, RuleStrength>(
                "decides", "about the shape of the claim or its size",
                new Choice<RuleStrength>(("shape", RuleStrength.Shape), ("size", RuleStrength.Size)),
                s => s.Decides, (s, v) => s with { Decides = v }),
        ],
        static (_, node) =>
        {
            if (node.Find("at-least") is null == node.Find("at-most") is null)
            {
                throw node.Error("a rule needs one threshold", "give it either 'at-least' or 'at-most'");
            }
        });

    private static readonly Section<ChartSpec> Chart = new(
        SpecDefaults.Chart,
        [
            new Field<ChartSpec, string>(
                "kind", "line, stacked-bar, histogram, heat-map or gantt",
                new FreeText(
                    static kind => kind is "line" or "stacked-bar" or "histogram" or "heat-map" or "gantt",
                    "one of: line, stacked-bar, histogram, heat-map, gantt"),
                s => s.Kind, (s, v) => s with { Kind = v }),
            new Field<ChartSpec, string>(
                "title", "what stands above it", Text, s => s.Title, (s, v) => s with { Title = v }),
            new Field<ChartSpec, string>("x", "the column on the x axis", Text, s => s.X, (s, v) => s with { X = v }),
            new Field<ChartSpec, string>("y", "the column on the y axis", Text, s => s.Y, (s, v) => s with { Y = v }),
            new Field<ChartSpec, string?>(
                "series", "the swept key that tells series apart, or 'all'", new MaybeReference<string>(Text, "all"),
                s => s.Series, (s, v) => s with { Series = v }) { IsRequired = false },
            new Field<ChartSpec, bool>(
                "log-x", "whether x is logarithmic", new Switch(), s => s.LogX,
                (s, v) => s with { LogX = v }) { IsRequired = false },
            new Field<ChartSpec, bool>(
                "log-y", "whether y is logarithmic", new Switch(), s => s.LogY,
                (s, v) => s with { LogY = v }) { IsRequired = false },
            new Field<ChartSpec, ValueList<NamedText>>(
                "with", "further options of the kind", new NamedTexts(),
                s => s.With, (s, v) => s with { With = v }) { IsRequired = false },
        ]);

    /// <summary>A claim.</summary>
    public static readonly Section<ReproductionSpec> Reproduction = new(
        SpecDefaults.Reproduction,
        [
            new Field<ReproductionSpec, string>(
                "id", "the experiment: E2", Text, s => s.Id, (s, v) => s with { Id = v }),
            new Field<ReproductionSpec, string>(
                "claim", "the claim in a sentence", Text, s => s.Claim, (s, v) => s with { Claim = v }),
            new Field<ReproductionSpec, string>(
                "paper", "what the paper measured, with its source", Text, s => s.Paper,
                (s, v) => s with { Paper = v }),
            new Field<ReproductionSpec, ValueList<RuleSpec>>(
                "rules", "what decides about the claim", new ListOf<RuleSpec>(Rule, 1),
                s => s.Rules, (s, v) => s with { Rules = v }),
            new Field<ReproductionSpec, ValueList<ChartSpec>>(
                "charts", "how it is shown", new ListOf<ChartSpec>(Chart, 0),
                s => s.Charts, (s, v) => s with { Charts = v }) { IsRequired = false },
            new Field<ReproductionSpec, ValueList<NamedText>>(
                "full", "dotted keys that '--scale full' sets, with their values", new NamedFlows(),
                s => s.Full, (s, v) => s with { Full = v }) { IsRequired = false },
        ]);

    private static Field<RuleSpec, double?> Threshold(string name, string says, RuleComparison comparison) => new(
        name, says, new MaybeValue<double>(AnyNumber, null),
        rule => rule.Comparison == comparison ? rule.Threshold : null,
        (rule, value) => value is { } threshold ? rule with { Comparison = comparison, Threshold = threshold } : rule)
    {
        IsRequired = false,
    };
}
