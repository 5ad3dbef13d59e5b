using System.Text.Json.Nodes;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs.Keys;

/// <summary>The programs of the registry, each form a kind of its own, and those of the user.</summary>
internal static class ProgramShape
{
    /// <summary>What tells forms of a name.</summary>
    public const string FormKey = "form";

    /// <summary>What tells programs.</summary>
    public const string NameKey = "name";

    /// <summary>All programs: forms first, as they are told by one key more.</summary>
    public static readonly Variants<ProgramChoice> Program = new(
        "program",
        [
            .. ProgramRegistry.All.SelectMany(program => program.Forms).Select(form => new ProgramVariant(form)),
            .. ProgramRegistry.All.Select(program => new ProgramVariant(program)),
            new OwnVariant(),
        ]);

    /// <summary>A descriptor's section.</summary>
    private sealed class ProgramVariant(ProgramDescriptor program)
        : Variant<ProgramChoice>(program.Form is null ? NameKey : FormKey, program.Form ?? program.Name)
    {
        public override IReadOnlyList<OptionKey> Keys => program.Keys;

        /// <summary>Other programs may have a form of the same word.</summary>
        public override bool Matches(OptionNode node) =>
            base.Matches(node)
            && (program.Form is null
                || node.Find(NameKey) is not { } name
                || Scalars.TextOf(name) == program.Name
                || ProgramRegistry.Find(Scalars.TextOf(name)) is null);

        public override ProgramChoice Read(OptionNode node)
        {
            if (program.Form is null)
            {
                return program.Read(node, NameKey);
            }

            new Choice<bool>((program.Name, true)).Read(node.Find(NameKey) ?? throw node.Error(
                $"{node.Name} has no '{NameKey}'", $"add '{NameKey}:', the program"));
            return program.Read(node, NameKey, FormKey);
        }

        public override OptionValue? Write(ProgramChoice value) => value.Descriptor != program
            ? null
            : new OptionValue.Map(
            [
                .. Tells().Select(told => (told.Key, (OptionValue)new OptionValue.Word(told.Word))),
                .. program.Write(value.Options),
            ]);

        public override JsonObject Schema() => program.Schema(
            [.. Tells().Select(told => (told.Key, new JsonObject { ["const"] = told.Word }))]);

        public override IEnumerable<string> KeysBelow(string prefix) => program.KeysBelow(prefix);

        private IEnumerable<(string Key, string Word)> Tells()
        {
            if (program.Form is { } form)
            {
                yield return (FormKey, form);
            }

            yield return (NameKey, program.Name);
        }
    }
}
