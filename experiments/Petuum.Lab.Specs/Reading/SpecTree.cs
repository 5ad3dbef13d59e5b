using Petuum.Lab.Core.Options;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Specs.Reading;

/// <summary>Changes to a spec's nodes by dotted key; trees are shared and never changed in place.</summary>
internal static class SpecTree
{
    /// <summary>The steps from the root to a dotted key; keys of a sweep have dots themselves.</summary>
    public static string[] Steps(string key) =>
        key.StartsWith("sweep.", StringComparison.Ordinal) ? ["sweep", key["sweep.".Length..]] : key.Split('.');

    /// <summary>A tree with <paramref name="value"/> at <paramref name="key"/>; sections on the way are made where
    /// there are none.</summary>
    /// <exception cref="SpecException">Something on the way is not a section; its place is that of the
    /// value.</exception>
    public static YamlMappingNode With(
        YamlMappingNode root, string key, YamlNode value, SpecPlace place, ReadContext context) =>
        With(root, Steps(key), 0, value, place, context);

    /// <summary>A tree without a section.</summary>
    public static YamlMappingNode Without(YamlMappingNode root, string section, ReadContext context) =>
        Copy(root, section, null, context.PlaceOf(root, new SpecPlace(context.Path, 0)), context);

    /// <summary>A tree without an entry of its <c>sweep</c>.</summary>
    public static YamlMappingNode WithoutAxis(YamlMappingNode root, string key, ReadContext context)
    {
        if (Find(root, "sweep") is not YamlMappingNode sweep || Find(sweep, key) is null)
        {
            return root;
        }

        SpecPlace place = context.PlaceOf(sweep, new SpecPlace(context.Path, 0));
        YamlMappingNode rest = Copy(sweep, key, null, place, context);
        return Copy(root, "sweep", rest, place, context);
    }

    /// <summary>Where a dotted key stands, or the nearest section above it that is there.</summary>
    public static SpecPlace PlaceOf(SpecNode root, string key)
    {
        SpecNode node = root;
        foreach (string step in Steps(key))
        {
            if (node.Find(step) is not { } child)
            {
                break;
            }

            node = child;
        }

        return node.Place;
    }

    /// <summary>A node in canonical form, for labels and for the canonical sweep.</summary>
    public static OptionValue ToValue(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new OptionValue.Map(
            [.. mapping.Children.Select(entry => (((YamlScalarNode)entry.Key).Value ?? "", ToValue(entry.Value)))]),
        YamlSequenceNode sequence => new OptionValue.List([.. sequence.Children.Select(ToValue)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar
            when OptionValue.IsPlain(scalar.Value ?? "") => new OptionValue.Word(scalar.Value!),
        YamlScalarNode scalar => new OptionValue.Text(scalar.Value ?? ""),
        _ => throw new InvalidOperationException($"{node.NodeType} is not a kind of node."),
    };

    private static YamlMappingNode With(
        YamlMappingNode section, string[] steps, int at, YamlNode value, SpecPlace place, ReadContext context)
    {
        string step = steps[at];
        if (step.Length == 0)
        {
            throw new SpecException(
                place.Path, place.Line, $"'{string.Join('.', steps)}' is not a key", "write words with dots between");
        }

        if (at == steps.Length - 1)
        {
            return Copy(section, step, value, place, context);
        }

        YamlNode? next = Find(section, step);
        if (next is not (null or YamlMappingNode))
        {
            string above = string.Join('.', steps[..(at + 1)]);
            throw new SpecException(
                place.Path,
                place.Line,
                $"'{string.Join('.', steps)}' lies below '{above}', which is {ToValue(next).ToFlow()} and no section",
                $"set '{above}' as a whole");
        }

        YamlMappingNode child = With((YamlMappingNode?)next ?? [], steps, at + 1, value, place, context);
        if (next is null)
        {
            context.PutOne(child, place);
        }

        return Copy(section, step, child, place, context);
    }

    /// <summary>A copy with one entry replaced, added or (null) removed; it stands where the original does.</summary>
    private static YamlMappingNode Copy(
        YamlMappingNode section, string name, YamlNode? value, SpecPlace place, ReadContext context)
    {
        YamlMappingNode copy = [];
        bool found = false;
        foreach ((YamlNode key, YamlNode old) in section.Children)
        {
            bool isIt = ((YamlScalarNode)key).Value == name;
            found |= isIt;
            if (!isIt || value is not null)
            {
                copy.Add(key, isIt ? value! : old);
            }
        }

        if (!found && value is not null)
        {
            YamlScalarNode key = new(name);
            context.PutOne(key, place);
            copy.Add(key, value);
        }

        return copy;
    }

    private static YamlNode? Find(YamlMappingNode section, string name)
    {
        foreach ((YamlNode key, YamlNode value) in section.Children)
        {
            if (((YamlScalarNode)key).Value == name)
            {
                return value;
            }
        }

        return null;
    }
}
