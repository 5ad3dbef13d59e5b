using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Experiments.Specs.Reading;

/// <summary>A place in a spec that is being read: the node, its dotted key, and where it stands.</summary>
internal sealed class SpecNode(YamlNode yaml, string key, ReadContext context, SpecPlace place)
{
    /// <summary>The node.</summary>
    public YamlNode Yaml { get; } = yaml;

    /// <summary>The dotted key; empty for the whole spec.</summary>
    public string Key { get; } = key;

    /// <summary>What reading depends on besides the text.</summary>
    public ReadContext Context { get; } = context;

    /// <summary>Where it stands.</summary>
    public SpecPlace Place { get; } = place;

    /// <summary>The key in messages.</summary>
    public string Name => Key.Length == 0 ? "a spec" : $"'{Key}'";

    /// <summary>The text of a scalar without quotes; null for anything else.</summary>
    public string? PlainText => Yaml is YamlScalarNode { Style: ScalarStyle.Plain } scalar ? scalar.Value : null;

    /// <summary>The value under a key of this mapping; null if there is none.</summary>
    public SpecNode? Find(string name)
    {
        if (Yaml is YamlMappingNode mapping)
        {
            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                if (key is YamlScalarNode scalar && scalar.Value == name)
                {
                    return Child(name, value, Context.PlaceOf(key, Place));
                }
            }
        }

        return null;
    }

    /// <summary>The keys of this mapping with their values, in file order.</summary>
    /// <exception cref="SpecException">It is not a mapping.</exception>
    public IEnumerable<(SpecNode Name, SpecNode Value)> Entries()
    {
        if (Yaml is not YamlMappingNode mapping)
        {
            throw Error($"{Name} is {Describe()}, not a section of keys", Key.Length == 0 ? "write 'key: value' lines"
                : "indent its keys under it");
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            SpecPlace here = Context.PlaceOf(key, Place);
            string name = ((YamlScalarNode)key).Value ?? "";
            yield return (new SpecNode(key, name, Context, here), Child(name, value, here));
        }
    }

    /// <summary>The items of this list.</summary>
    /// <exception cref="SpecException">It is not a list.</exception>
    public IEnumerable<SpecNode> Items()
    {
        if (Yaml is not YamlSequenceNode sequence)
        {
            throw Error($"{Name} is {Describe()}, not a list", "write [a, b, c]");
        }

        return sequence.Children.Select(item => new SpecNode(item, Key, Context, Context.PlaceOf(item, Place)));
    }

    /// <summary>What was found, for messages: <c>'4'</c>, <c>a list</c>.</summary>
    public string Describe() => Yaml switch
    {
        YamlMappingNode => "a section of keys",
        YamlSequenceNode => "a list",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => "empty",
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => $"'{Shorten(scalar.Value!)}'",
        YamlScalarNode scalar => $"the text \"{Shorten(scalar.Value ?? "")}\"",
        _ => "something else",
    };

    /// <summary>A mistake at this place.</summary>
    public SpecException Error(string problem, string remedy) => new(Place.Path, Place.Line, problem, remedy);

    /// <summary>A text that fits into a message.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";

    private SpecNode Child(string name, YamlNode value, SpecPlace place) =>
        new(value, Key.Length == 0 ? name : $"{Key}.{name}", Context, Context.PlaceOfValue(value, place));
}

/// <summary>What reading depends on besides the text.</summary>
internal sealed class ReadContext(string path)
{
    private readonly Dictionary<YamlNode, SpecPlace> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>The file as the user named it.</summary>
    public string Path { get; } = path;

    /// <summary>The dotted keys that a sweep sets.</summary>
    public HashSet<string> Swept { get; } = new(StringComparer.Ordinal);

    /// <summary>What was set on the command line, and there.</summary>
    public List<(string Key, SpecPlace Place)> Overrides { get; } = [];

    /// <summary>Whether options that only other swept values use are left out; if not, they are kept.</summary>
    public bool DropUnused { get; set; }

    /// <summary>Notes that a node and what is below it comes from elsewhere.</summary>
    public void Put(YamlNode node, SpecPlace place)
    {
        _places[node] = place;
        if (node is YamlMappingNode mapping)
        {
            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                Put(key, place);
                Put(value, place);
            }
        }
        else if (node is YamlSequenceNode sequence)
        {
            foreach (YamlNode item in sequence.Children)
            {
                Put(item, place);
            }
        }
    }

    /// <summary>Notes where one node comes from.</summary>
    public void PutOne(YamlNode node, SpecPlace place) => _places[node] = place;

    /// <summary>
    /// Where a value is looked for: a single value at its own line, a section or list at the line of its key.
    /// </summary>
    public SpecPlace PlaceOfValue(YamlNode value, SpecPlace ofKey) =>
        value is YamlScalarNode { Value.Length: > 0 } || _places.ContainsKey(value) ? PlaceOf(value, ofKey) : ofKey;

    /// <summary>Where a node stands; nodes that were made up stand where their parent does.</summary>
    public SpecPlace PlaceOf(YamlNode node, SpecPlace inherited) =>
        _places.TryGetValue(node, out SpecPlace place) ? place
        : node.Start.Line > 0 && (node.Start.Index > 0 || node.End.Index > 0)
            ? new SpecPlace(Path, (int)node.Start.Line)
        : inherited;
}
