using System.Text.Json.Nodes;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Specs.Reading;

namespace Petuum.Lab.Specs.Keys;

/// <summary>A program of the user's own: a name with a file in it, and a section of options.</summary>
internal sealed class OwnVariant : Variant<ProgramChoice>
{
    private const string OptionsKey = "options";

    private static readonly FreeText Name = new(OwnName.IsOwn, "path.dll#Namespace.Type", @"\.dll#");

    public OwnVariant()
        : base(ProgramShape.NameKey, null)
    {
    }

    /// <summary>What the type makes of its options is known when it is loaded.</summary>
    public static Section<OwnOptions> Section { get; } = new(
        new OwnOptions([]),
        [
            new Field<OwnOptions, ValueList<OwnOption>>(
                OptionsKey, "values for the program's options", new OptionMap(),
                s => s.Set, (_, v) => new OwnOptions(v)) { IsRequired = false },
        ]);

    public override IReadOnlyList<OptionKey> Keys => Section.Keys;

    public override bool Matches(OptionNode node) =>
        base.Matches(node) && OwnName.IsOwn(Scalars.TextOf(node.Find(Key)!));

    public override ProgramChoice Read(OptionNode node) =>
        new(new OwnReference(Name.Read(node.Find(Key)!)), Section.Read(node, Key));

    public override OptionValue? Write(ProgramChoice value)
    {
        if (!OwnName.IsOwn(value.Name))
        {
            return null;
        }

        List<(string Key, OptionValue Value)> entries = [(Key, Name.Write(value.Name))];
        List<(string Key, OptionValue Value)> own = value.Descriptor.Write(value.Options);
        if (value.Descriptor is OwnReference)
        {
            entries.AddRange(own);
        }
        else if (own.Count > 0)
        {
            entries.Add((OptionsKey, new OptionValue.Map(own)));
        }

        return new OptionValue.Map(entries);
    }

    public override JsonObject Schema()
    {
        JsonObject name = Name.Schema();
        name["description"] = "the file and the type: path.dll#Namespace.Type.";
        return Section.Schema((Key, name));
    }

    public override IEnumerable<string> KeysBelow(string prefix) => Section.KeysBelow(prefix);

    /// <summary>Names and values; which there are is the program's business.</summary>
    private sealed class OptionMap : Shape<ValueList<OwnOption>>
    {
        public override ValueList<OwnOption> Read(OptionNode node) =>
        [
            .. node.Entries()
                .Select(entry => Read(entry.Name.Key, entry.Value))
                .OrderBy(option => option.Key, StringComparer.Ordinal),
        ];

        public override OptionValue? Write(ValueList<OwnOption> value) => value.Count == 0
            ? null
            : new OptionValue.Map(
                [
                    .. value.Select(option => (
                        option.Key,
                        option.IsFlow ? new OptionValue.Flow(option.Value)
                            : (OptionValue)new OptionValue.Text(option.Value))),
                ]);

        public override JsonObject Schema() => new() { ["type"] = "object" };

        private static OwnOption Read(string key, OptionNode value) => value.IsSection || value.IsList
            ? new OwnOption(key, SpecTree.ToValue(((SpecNode)value).Yaml).ToFlow(), IsFlow: true)
            : new OwnOption(key, Scalars.TextOf(value));
    }
}
