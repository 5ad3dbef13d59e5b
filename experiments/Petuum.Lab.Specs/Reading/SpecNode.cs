using Petuum.Lab.Core.Options;
using Petuum.Lab.Specs.Keys;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs.Reading;

/// <summary>A place in a spec that is being read: the node, its dotted key, and where it stands.</summary>
internal sealed class SpecNode(YamlNode yaml, string key, ReadContext context, SpecPlace place) : OptionNode
{
    /// <summary>The node.</summary>
    public YamlNode Yaml { get; } = yaml;

    /// <inheritdoc/>
    public override string Key { get; } = key;

    /// <summary>What reading depends on besides the text.</summary>
    public ReadContext Context { get; } = context;

    /// <summary>Where it stands.</summary>
    public SpecPlace Place { get; } = place;

    /// <inheritdoc/>
    public override string Name => Key.Length == 0 ? "a spec" : $"'{Key}'";

    /// <inheritdoc/>
    public override string? PlainText =>
        Yaml is YamlScalarNode { Style: ScalarStyle.Plain } scalar ? scalar.Value : null;

    /// <inheritdoc/>
    public override string? AnyText => IsEmpty ? null : (Yaml as YamlScalarNode)?.Value;

    /// <inheritdoc/>
    public override bool IsEmpty =>
        Yaml is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    /// <inheritdoc/>
    public override bool IsList => Yaml is YamlSequenceNode;

    /// <inheritdoc/>
    public override bool IsSection => Yaml is YamlMappingNode;

    /// <inheritdoc/>
    public override bool DropsUnused => Context.DropUnused;

    /// <inheritdoc/>
    public override bool NeedsAll => Context.NeedsAll;

    /// <inheritdoc/>
    public override bool IsSwept(string name) => Context.Swept.Contains(Key.Length == 0 ? name : $"{Key}.{name}");

    /// <inheritdoc/>
    public override string RemedyForUnknown(string name, IReadOnlyList<string> known) =>
        SpecKeys.Remedy(Key, name, known);

    /// <inheritdoc/>
    public override SpecNode? Find(string name)
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

    /// <inheritdoc/>
    public override IEnumerable<(OptionNode Name, OptionNode Value)> Entries() =>
        SpecEntries().Select(entry => ((OptionNode)entry.Name, (OptionNode)entry.Value));

    /// <summary>The keys of this mapping with their values, in file order.</summary>
    /// <exception cref="SpecException">It is not a mapping.</exception>
    public IEnumerable<(SpecNode Name, SpecNode Value)> SpecEntries()
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

    /// <inheritdoc/>
    public override IEnumerable<OptionNode> Items()
    {
        if (Yaml is not YamlSequenceNode sequence)
        {
            throw Error($"{Name} is {Describe()}, not a list", "write [a, b, c]");
        }

        return sequence.Children.Select(item => new SpecNode(item, Key, Context, Context.PlaceOf(item, Place)));
    }

    /// <inheritdoc/>
    public override string Describe() => Yaml switch
    {
        YamlMappingNode => "a section of keys",
        YamlSequenceNode => "a list",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => "empty",
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => $"'{Shorten(scalar.Value!)}'",
        YamlScalarNode scalar => $"the text \"{Shorten(scalar.Value ?? "")}\"",
        _ => "something else",
    };

    /// <inheritdoc/>
    public override bool Note(OptionException mistake) => Context.Note((SpecException)mistake);

    /// <inheritdoc/>
    public override SpecException Error(string problem, string remedy) => new(Place.Path, Place.Line, problem, remedy);

    private SpecNode Child(string name, YamlNode value, SpecPlace place) =>
        new(value, Key.Length == 0 ? name : $"{Key}.{name}", Context, Context.PlaceOfValue(value, place));
}

/// <summary>What reading depends on besides the text.</summary>
internal sealed class ReadContext(string path)
{
    private readonly Dictionary<YamlNode, SpecPlace> _places = new(ReferenceEqualityComparer.Instance);

    private readonly List<SpecException> _mistakes = [];

    /// <summary>The file as the user named it.</summary>
    public string Path { get; } = path;

    /// <summary>The dotted keys that a sweep sets.</summary>
    public HashSet<string> Swept { get; } = new(StringComparer.Ordinal);

    /// <summary>What was set on the command line, and there.</summary>
    public List<(string Key, SpecPlace Place)> Overrides { get; } = [];

    /// <summary>Whether options that only other swept values use are left out; if not, they are kept.</summary>
    public bool DropUnused { get; set; }

    /// <summary>Whether required keys must be there.</summary>
    public bool NeedsAll { get; init; } = true;

    /// <summary>Whether reading goes on after a mistake, to find the others.</summary>
    public bool Collects { get; set; }

    /// <summary>Takes note of a mistake, if it does.</summary>
    public bool Note(SpecException mistake)
    {
        if (Collects)
        {
            _mistakes.Add(mistake);
        }

        return Collects;
    }

    /// <summary>Tells all mistakes, in the order of their lines.</summary>
    /// <exception cref="SpecException">There are some.</exception>
    public void ThrowMistakes()
    {
        if (_mistakes.Count > 0)
        {
            throw SpecException.Of([.. _mistakes.OrderBy(mistake => mistake.Line)]);
        }
    }

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
