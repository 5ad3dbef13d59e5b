using System.Text;
using System.Text.Json.Nodes;

namespace Petuum.Lab.Core.Options;

/// <summary>A value in canonical form, to be written as YAML or JSON.</summary>
public abstract record OptionValue
{
    private OptionValue()
    {
    }

    /// <summary>A number or one of our words; YAML writes it without quotes.</summary>
    public sealed record Word(string Token, bool IsNumber = false) : OptionValue;

    /// <summary>A user's text; YAML writes it between quotes.</summary>
    public sealed record Text(string Value) : OptionValue;

    /// <summary>YAML in flow style.</summary>
    public sealed record Flow(string Yaml) : OptionValue;

    /// <summary>Values in order.</summary>
    public sealed record List(IReadOnlyList<OptionValue> Items) : OptionValue;

    /// <summary>Keys with values, in order.</summary>
    public sealed record Map(IReadOnlyList<(string Key, OptionValue Value)> Entries) : OptionValue;

    /// <summary>As JSON: words and flows are strings, numbers are numbers.</summary>
    public JsonNode ToJson() => this switch
    {
        Word { IsNumber: true } number => JsonNode.Parse(number.Token)!,
        Word word => JsonValue.Create(word.Token),
        Text text => JsonValue.Create(text.Value),
        Flow flow => JsonValue.Create(flow.Yaml),
        List list => new JsonArray([.. list.Items.Select(item => item.ToJson())]),
        Map map => new JsonObject(
            map.Entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.ToJson()))),
        _ => throw new InvalidOperationException($"{GetType().Name} is not a kind of value."),
    };

    /// <summary>As YAML on one line.</summary>
    public string ToFlow() => this switch
    {
        Word word => word.Token,
        Text text => Quote(text.Value),
        Flow flow => flow.Yaml,
        List list => $"[{string.Join(", ", list.Items.Select(item => item.ToFlow()))}]",
        Map map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Key(entry.Key)}: {entry.Value.ToFlow()}"))}}}",
        _ => throw new InvalidOperationException($"{GetType().Name} is not a kind of value."),
    };

    /// <summary>As YAML in block style, with a line end; lists of plain values stay on one line.</summary>
    public string ToYaml()
    {
        StringBuilder yaml = new();
        WriteBlock(yaml, this, "");
        return yaml.ToString();
    }

    /// <summary>
    /// Whether a text needs no quotes in flow style: letters, digits and what stands in numbers and names.
    /// </summary>
    public static bool IsPlain(string text) =>
        text.Length > 0 && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '+' or '.' or '_' or '/' ||
            (text[0] == '-' && text.Length > 1 && text[1] != ' ')) &&
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.' or '_' or '/') &&
        text != "---" && text != "...";

    private static void WriteBlock(StringBuilder yaml, OptionValue value, string indent)
    {
        switch (value)
        {
            case Map { Entries.Count: > 0 } map:
                foreach ((string key, OptionValue entry) in map.Entries)
                {
                    yaml.Append(indent).Append(Key(key)).Append(':');
                    WriteNested(yaml, entry, indent + "  ");
                }

                break;
            case List { Items.Count: > 0 } list:
                foreach (OptionValue item in list.Items)
                {
                    yaml.Append(indent).Append("- ").Append(item.ToFlow()).Append('\n');
                }

                break;
            default:
                yaml.Append(indent).Append(value.ToFlow()).Append('\n');
                break;
        }
    }

    private static void WriteNested(StringBuilder yaml, OptionValue value, string indent)
    {
        bool block = value is Map { Entries.Count: > 0 } ||
            (value is List list && list.Items.Any(item => item is Map));
        if (block)
        {
            yaml.Append('\n');
            WriteBlock(yaml, value, indent);
        }
        else
        {
            yaml.Append(' ').Append(value.ToFlow()).Append('\n');
        }
    }

    private static string Key(string key) => IsPlain(key) ? key : Quote(key);

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or (>= '\u007F' and <= '\u00A0') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' =>
                    quoted.Append("\\u").Append(((int)letter).ToString("X4")),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
