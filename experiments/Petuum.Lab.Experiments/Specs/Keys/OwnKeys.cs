using Petuum.Lab.Core.Options;
using System.Text.Json.Nodes;
using Petuum.Lab.Experiments.Specs.Reading;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of a user's own program.</summary>
internal static class OwnKeys
{
    /// <summary>Name and options; what the type makes of them is known when it is loaded.</summary>
    public static readonly Section<OwnSpec> Own = new(
        new OwnSpec { Type = "", Options = [] },
        [
            new Field<OwnSpec, string>(
                "name", "the file and the type: path.dll#Namespace.Type",
                new FreeText(OwnSpec.IsOwn, "path.dll#Namespace.Type", @"\.dll#"),
                s => s.Type, (s, v) => s with { Type = v }),
            new Field<OwnSpec, ValueList<OwnOption>>(
                "options", "values for the properties of the program's options", new OptionMap(),
                s => s.Options, (s, v) => s with { Options = v }) { IsRequired = false },
        ]);

    /// <summary>Names and scalars; which there are is the program's business.</summary>
    private sealed class OptionMap : Shape<ValueList<OwnOption>>
    {
        public override ValueList<OwnOption> Read(OptionNode node) =>
        [
            .. node.Entries()
                .Select(entry => new OwnOption(entry.Name.Key, Scalars.TextOf(entry.Value)))
                .OrderBy(option => option.Key, StringComparer.Ordinal),
        ];

        public override OptionValue? Write(ValueList<OwnOption> value) => value.Count == 0
            ? null
            : new OptionValue.Map([.. value.Select(option => (option.Key, (OptionValue)new OptionValue.Text(option.Value)))]);

        public override JsonObject Schema() => new() { ["type"] = "object" };
    }
}
