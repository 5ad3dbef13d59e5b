using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Tests.Specs;

/// <summary>What samples of specs are drawn with.</summary>
internal abstract class SpecChance(Pcg32 chance)
{
    /// <summary>A file at the root of the repository, so that specs there may name it.</summary>
    protected const string AFile = "global.json";

    private static readonly string[] Texts =
        ["x", "none", "all", "4", "no", "a: b", "- a", "# a", "\"'\\", "two\nlines\n", " blanks ", "\ttab",
            "ö→𝔸\u2028\uFEFF", "{a, [b", "*a", "!a", "%", "@"];

    protected string Text() => Of(Texts);

    protected double Positive() => Of(1, 0.1, 1e-300, 123456.789, chance.NextDouble() + 1e-9);

    protected bool Coin() => chance.NextInt(2) == 0;

    protected T Of<T>(params T[] choices) => choices[chance.NextInt(choices.Length)];

    protected double Share() => chance.NextDouble();
}
