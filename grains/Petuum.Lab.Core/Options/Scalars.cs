using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Petuum.Lab.Experiments.Specs.Reading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>What all scalars have in common.</summary>
internal static class Scalars
{
    /// <summary>The text of a scalar, quoted or not.</summary>
    public static string TextOf(SpecNode node)
    {
        if (node.Yaml is not YamlScalarNode scalar)
        {
            throw node.Error($"{node.Name} is {node.Describe()}, not a single value", "write one value");
        }

        return scalar is { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" }
            ? throw node.Error($"{node.Name} is empty", "give it a value, or remove the line")
            : scalar.Value ?? "";
    }

    /// <summary>The text of a scalar without quotes.</summary>
    public static string PlainTextOf(SpecNode node, string wanted)
    {
        string text = TextOf(node);
        return node.PlainText is not null
            ? text
            : throw node.Error($"{node.Name} is {node.Describe()}, not {wanted}", "remove the quotes");
    }
}

/// <summary>Whole numbers between bounds.</summary>
internal sealed class Whole<T>(T minimum, T maximum) : Shape<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private string Wanted => maximum == T.MaxValue ? $"a whole number from {minimum}"
        : $"a whole number from {minimum} to {maximum}";

    public override T Read(SpecNode node)
    {
        string text = Scalars.PlainTextOf(node, Wanted);
        return T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) &&
            value >= minimum && value <= maximum
            ? value
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {Wanted}");
    }

    public override SpecValue Write(T value) => new SpecValue.Word(value.ToString()!, IsNumber: true);

    public override JsonObject Schema()
    {
        JsonObject schema = new() { ["type"] = "integer", ["minimum"] = JsonNode.Parse(minimum.ToString()!) };
        if (maximum != T.MaxValue)
        {
            schema["maximum"] = JsonNode.Parse(maximum.ToString()!);
        }

        return schema;
    }
}

/// <summary>Finite numbers between bounds.</summary>
internal sealed class Real(double minimum, double maximum, bool aboveMinimum = false, bool belowMaximum = false)
    : Shape<double>
{
    private string Wanted => (double.IsFinite(minimum), double.IsFinite(maximum)) switch
    {
        (false, false) => "a finite number",
        (true, false) => $"a number {(aboveMinimum ? "above" : "from")} {minimum}",
        _ => $"a number {(aboveMinimum ? "above" : "from")} {minimum} {(belowMaximum ? "and below" : "to")} {maximum}",
    };

    public override double Read(SpecNode node)
    {
        string text = Scalars.PlainTextOf(node, Wanted);
        return double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out double value) &&
            double.IsFinite(value) && Holds(value)
            ? value
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {Wanted}");
    }

    public override SpecValue Write(double value) =>
        new SpecValue.Word(value.ToString("R", CultureInfo.InvariantCulture), IsNumber: true);

    public override JsonObject Schema()
    {
        JsonObject schema = new() { ["type"] = "number" };
        if (double.IsFinite(minimum))
        {
            schema[aboveMinimum ? "exclusiveMinimum" : "minimum"] = minimum;
        }

        if (double.IsFinite(maximum))
        {
            schema[belowMaximum ? "exclusiveMaximum" : "maximum"] = maximum;
        }

        return schema;
    }

    private bool Holds(double value) =>
        (aboveMinimum ? value > minimum : value >= minimum) && (belowMaximum ? value < maximum : value <= maximum);
}

/// <summary>Any text that is not empty; <paramref name="valid"/> may want more of it.</summary>
internal sealed class FreeText(
    Func<string, bool>? valid = null, string wanted = "a text", string? pattern = null, bool mayBeEmpty = false)
    : Shape<string>
{
    public override string Read(SpecNode node)
    {
        string text = Scalars.TextOf(node);
        return (mayBeEmpty || text.Trim().Length > 0) && valid?.Invoke(text) != false
            ? text
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {wanted}");
    }

    public override SpecValue Write(string value) => new SpecValue.Text(value);

    public override JsonObject Schema()
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (pattern is not null)
        {
            schema["pattern"] = pattern;
        }

        return schema;
    }
}

/// <summary><c>on</c> or <c>off</c>; YAML's other words for them are understood.</summary>
internal sealed class Switch : Shape<bool>
{
    public override bool Read(SpecNode node) => Scalars.PlainTextOf(node, "'on' or 'off'").ToLowerInvariant() switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => throw node.Error($"{node.Name} is {node.Describe()}", "write 'on' or 'off'"),
    };

    public override SpecValue Write(bool value) => new SpecValue.Word(value ? "on" : "off");

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray("on", "off", true, false) };
}

/// <summary>One of some words.</summary>
internal sealed class Choice<T>(params (string Word, T Value)[] words) : Shape<T>
    where T : struct
{
    public override T Read(SpecNode node)
    {
        string text = Scalars.TextOf(node);
        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        throw node.Error(
            $"{node.Name} is {node.Describe()}", Suggestions.Among(text, [.. words.Select(word => word.Word)]));
    }

    public override SpecValue Write(T value) => new SpecValue.Word(WordOf(value));

    public string WordOf(T value) => words.First(word => word.Value.Equals(value)).Word;

    public override JsonObject Schema() => new()
    {
        ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)JsonValue.Create(word.Word)!)]),
    };
}

/// <summary>A staleness: a whole number, or <c>unbounded</c>.</summary>
internal sealed class StalenessShape : Shape<Staleness>
{
    public override Staleness Read(SpecNode node)
    {
        string text = Scalars.PlainTextOf(node, "a staleness");
        return text == Staleness.UnboundedWord ? Staleness.Unbounded
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bound) ? new Staleness(bound)
            : throw node.Error(
                $"{node.Name} is {node.Describe()}", "write 0, a whole number such as 4, or 'unbounded'");
    }

    public override SpecValue Write(Staleness value) =>
        new SpecValue.Word(value.ToString(), IsNumber: value.Bound is not null);

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
            new JsonObject { ["const"] = Staleness.UnboundedWord }),
    };
}
