using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Petuum.Lab.Core.Options;

/// <summary>What all scalars have in common.</summary>
public static class Scalars
{
    /// <summary>The text of a scalar, quoted or not.</summary>
    public static string TextOf(OptionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.IsEmpty
            ? throw node.Error($"{node.Name} is empty", "give it a value, or remove the line")
            : node.AnyText
                ?? throw node.Error($"{node.Name} is {node.Describe()}, not a single value", "write one value");
    }

    /// <summary>The text of a scalar without quotes.</summary>
    public static string PlainTextOf(OptionNode node, string wanted)
    {
        string text = TextOf(node);
        return node.PlainText is not null
            ? text
            : throw node.Error($"{node.Name} is {node.Describe()}, not {wanted}", "remove the quotes");
    }
}

/// <summary>Whole numbers between bounds.</summary>
public sealed class Whole<T>(T minimum, T maximum) : Shape<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <inheritdoc/>
    public override string Wants => maximum == T.MaxValue ? $"a whole number from {minimum}"
        : $"a whole number from {minimum} to {maximum}";

    /// <inheritdoc/>
    public override T Read(OptionNode node)
    {
        string text = Scalars.PlainTextOf(node, Wants);
        return T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) &&
            value >= minimum && value <= maximum
            ? value
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {Wants}");
    }

    /// <inheritdoc/>
    public override OptionValue Write(T value) => new OptionValue.Word(value.ToString()!, IsNumber: true);

    /// <inheritdoc/>
    public override string? Refusal(T value) => value >= minimum && value <= maximum ? null : $"write {Wants}";

    /// <inheritdoc/>
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
public sealed class Real(double minimum, double maximum, bool aboveMinimum = false, bool belowMaximum = false)
    : Shape<double>
{
    /// <inheritdoc/>
    public override string Wants => (double.IsFinite(minimum), double.IsFinite(maximum)) switch
    {
        (false, false) => "a finite number",
        (true, false) => $"a number {(aboveMinimum ? "above" : "from")} {minimum}",
        _ => $"a number {(aboveMinimum ? "above" : "from")} {minimum} {(belowMaximum ? "and below" : "to")} {maximum}",
    };

    /// <inheritdoc/>
    public override double Read(OptionNode node)
    {
        string text = Scalars.PlainTextOf(node, Wants);
        return double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out double value) &&
            double.IsFinite(value) && Holds(value)
            ? value
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {Wants}");
    }

    /// <inheritdoc/>
    public override OptionValue Write(double value) =>
        new OptionValue.Word(value.ToString("R", CultureInfo.InvariantCulture), IsNumber: true);

    /// <inheritdoc/>
    public override string? Refusal(double value) =>
        double.IsFinite(value) && Holds(value) ? null : $"write {Wants}";

    /// <inheritdoc/>
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
public sealed class FreeText(
    Func<string, bool>? valid = null, string wanted = "a text", string? pattern = null, bool mayBeEmpty = false)
    : Shape<string>
{
    /// <inheritdoc/>
    public override string Wants => wanted;

    /// <inheritdoc/>
    public override string Read(OptionNode node)
    {
        string text = Scalars.TextOf(node);
        return (mayBeEmpty || text.Trim().Length > 0) && valid?.Invoke(text) != false
            ? text
            : throw node.Error($"{node.Name} is {node.Describe()}", $"write {wanted}");
    }

    /// <inheritdoc/>
    public override OptionValue Write(string value) => new OptionValue.Text(value);

    /// <inheritdoc/>
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
public sealed class Switch : Shape<bool>
{
    /// <inheritdoc/>
    public override string Wants => "'on' or 'off'";

    /// <inheritdoc/>
    public override bool Read(OptionNode node) => Scalars.PlainTextOf(node, "'on' or 'off'").ToLowerInvariant() switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => throw node.Error($"{node.Name} is {node.Describe()}", "write 'on' or 'off'"),
    };

    /// <inheritdoc/>
    public override OptionValue Write(bool value) => new OptionValue.Word(value ? "on" : "off");

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["enum"] = new JsonArray("on", "off", true, false) };
}

/// <summary>One of some words.</summary>
public sealed class Choice<T>(params (string Word, T Value)[] words) : Shape<T>
    where T : struct
{
    /// <inheritdoc/>
    public override string Wants => string.Join(", ", words.Select(word => $"'{word.Word}'"));

    /// <inheritdoc/>
    public override T Read(OptionNode node)
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

    /// <inheritdoc/>
    public override OptionValue Write(T value) => new OptionValue.Word(WordOf(value));

    /// <summary>The word of a value.</summary>
    public string WordOf(T value) => words.First(word => word.Value.Equals(value)).Word;

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)JsonValue.Create(word.Word)!)]),
    };
}
