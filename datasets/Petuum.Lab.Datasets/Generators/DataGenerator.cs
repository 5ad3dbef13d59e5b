using System.Text.Json.Nodes;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>
/// All that anybody has to know of a generator: specs, their schema and <c>lab data generate</c> are made from it.
/// Write
/// one as <see cref="DataGenerator{TOptions}"/>.
/// </summary>
public abstract class DataGenerator
{
    private protected DataGenerator()
    {
    }

    /// <summary>The name in specs.</summary>
    public abstract string Name { get; }

    /// <summary>What it makes, for help: a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>What its data are.</summary>
    public virtual DataKind Kind => DataKind.Regression;

    /// <summary>Whether a spec can split off rows to test on.</summary>
    public virtual bool Splits => false;

    /// <summary>The options, in canonical order.</summary>
    public abstract IReadOnlyList<OptionKey> Keys { get; }

    /// <summary>Reads options.</summary>
    /// <exception cref="OptionException">One is wrong.</exception>
    public abstract object Read(OptionNode node, params string[] alsoKnown);

    /// <summary>Options in canonical form.</summary>
    public abstract List<(string Key, OptionValue Value)> Write(object options);

    /// <summary>Their JSON schema; more keys come after, or before the others.</summary>
    public abstract JsonObject Schema((string Key, JsonObject Schema) first);

    /// <summary>The options' dotted keys, each after <paramref name="prefix"/>.</summary>
    public abstract IEnumerable<string> KeysBelow(string prefix);

    /// <summary>Samples that options make, where they say so; null if not.</summary>
    public abstract int? SamplesOf(object options);

    /// <summary>Features that options make, where they say so; null if not.</summary>
    public abstract int? FeaturesOf(object options);

    /// <summary>With what <c>lab data generate</c> chooses by what was said.</summary>
    public abstract object Fitted(object options, Predicate<string> isGiven);

    /// <summary>The data; the same options and seed give the same bits everywhere.</summary>
    public abstract LoadedData GenerateFrom(object options, Seed seed);
}

/// <summary>A generator with options of one type.</summary>
/// <typeparam name="TOptions">An immutable record; its options are declared once, in <see cref="Options"/>, with the
/// defaults of <c>lab data generate</c>.</typeparam>
public abstract class DataGenerator<TOptions> : DataGenerator
    where TOptions : class
{
    /// <summary>The options: key, text, range, default.</summary>
    public abstract Section<TOptions> Options { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<OptionKey> Keys => Options.Keys;

    /// <inheritdoc/>
    public sealed override object Read(OptionNode node, params string[] alsoKnown) => Options.Read(node, alsoKnown);

    /// <inheritdoc/>
    public sealed override List<(string Key, OptionValue Value)> Write(object options) =>
        Options.WriteEntries((TOptions)options);

    /// <inheritdoc/>
    public sealed override JsonObject Schema((string Key, JsonObject Schema) first) => Options.Schema(first);

    /// <inheritdoc/>
    public sealed override IEnumerable<string> KeysBelow(string prefix) => Options.KeysBelow(prefix);

    /// <inheritdoc/>
    public sealed override int? SamplesOf(object options) => Samples((TOptions)options);

    /// <inheritdoc/>
    public sealed override int? FeaturesOf(object options) => Features((TOptions)options);

    /// <inheritdoc/>
    public sealed override object Fitted(object options, Predicate<string> isGiven) => Fit((TOptions)options, isGiven);

    /// <inheritdoc/>
    public sealed override LoadedData GenerateFrom(object options, Seed seed) => Generate((TOptions)options, seed);

    /// <summary>Samples, where the options say so; null, as by default, if not.</summary>
    protected virtual int? Samples(TOptions options) => null;

    /// <summary>Features, where the options say so; null, as by default, if not.</summary>
    protected virtual int? Features(TOptions options) => null;

    /// <summary>Chooses, on the command line, options that follow from others and are not given.</summary>
    protected virtual TOptions Fit(TOptions options, Predicate<string> isGiven) => options;

    /// <summary>The data; the same options and seed give the same bits everywhere.</summary>
    protected abstract LoadedData Generate(TOptions options, Seed seed);
}
