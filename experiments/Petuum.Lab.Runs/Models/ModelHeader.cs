using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Runs.Models;

/// <summary>What <c>model.json</c> says; nothing in it differs from machine to machine or from day to day.</summary>
internal sealed record ModelHeader
{
    /// <summary>The format that this build writes, and the only one it reads. Format 1 was CSV.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The layout's version.</summary>
    public required int Format { get; init; }

    /// <summary>The program's name in specs.</summary>
    public required string Program { get; init; }

    /// <summary>The version of <c>lab</c> that wrote it; for people.</summary>
    public required string Version { get; init; }

    /// <summary>The seed of the run, as text: readers of JSON round numbers beyond 2^53.</summary>
    public required string Seed { get; init; }

    /// <summary>The clock at which the model was taken.</summary>
    public required int Clock { get; init; }

    /// <summary>Its objective.</summary>
    public required double Objective { get; init; }

    /// <summary>SHA-256 of what it was learnt from, or <c>generated</c>.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>What it was learnt from, in a few words.</summary>
    public required string Data { get; init; }

    /// <summary>The tables, in the program's order.</summary>
    public required IReadOnlyList<SavedTable> Tables { get; init; }

    /// <summary>What is kept beside the tables: ids, coefficients in the data's units.</summary>
    public required IReadOnlyList<SavedVector> Vectors { get; init; }

    /// <summary>The canonical spec of the run, with the program's options.</summary>
    public required string Spec { get; init; }
}

/// <summary>A table of a model folder.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Columns of each row.</param>
/// <param name="Element">The type of the values.</param>
/// <param name="Kind">Whether the rows are dense or sparse.</param>
/// <param name="Files">
/// Dense: one file of rows × columns values. Sparse: three of as many values as there are entries: row, column, value.
/// </param>
internal sealed record SavedTable(
    string Name, int Rows, int Columns, ElementType Element, RowKind Kind, IReadOnlyList<SavedFile> Files);

/// <summary>A vector of a model folder.</summary>
internal sealed record SavedVector(string Name, SavedFile File);

/// <summary>A file of a model folder, and the SHA-256 of its bytes in lower-case hexadecimal.</summary>
internal sealed record SavedFile(string Name, string Sha256);

/// <summary><c>model.json</c> as text.</summary>
internal static class ModelHeaders
{
    private static readonly JsonTypeInfo<ModelHeader> Json = new ModelJson(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters =
        {
            new JsonStringEnumConverter<ElementType>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<RowKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    }).ModelHeader;

    /// <summary>Writes it, with a line end.</summary>
    public static void Write(Stream stream, ModelHeader header)
    {
        JsonSerializer.Serialize(stream, header, Json);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads it; the format is looked at first, so that another one is called so.</summary>
    /// <exception cref="ResultFileException">It is not there, not whole, or of another format.</exception>
    public static ModelHeader Read(string path)
    {
        try
        {
            byte[] text = File.ReadAllBytes(path);
            RequireFormat(path, text);
            return JsonSerializer.Deserialize(text, Json)
                ?? throw new ResultFileException(path, 0, "the file holds null", SavedModel.Remedy);
        }
        catch (JsonException failure)
        {
            throw new ResultFileException(
                path, (failure.LineNumber ?? -1) + 1, $"not the index of a model ({failure.Message})",
                SavedModel.Remedy);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ResultFileException(
                path, 0, "there is no such file", "name the folder that 'lab train --model' wrote");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultFileException(path, 0, failure.Message, "check that the file may be read");
        }
    }

    private static void RequireFormat(string path, byte[] text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("format", out JsonElement format)
            || format.ValueKind != JsonValueKind.Number
            || !format.TryGetInt32(out int number))
        {
            throw new ResultFileException(path, 0, "it does not say which format it has", SavedModel.Remedy);
        }

        if (number != ModelHeader.CurrentFormat)
        {
            throw new ResultFileException(
                path,
                0,
                $"a model of format {number}; this build ({LabVersion.Text}) reads format "
                    + $"{ModelHeader.CurrentFormat}",
                number > ModelHeader.CurrentFormat
                    ? "use the version of lab that wrote it, or a later one"
                    : "train it again: format 1 kept no options to apply it with");
        }
    }
}

/// <summary>The generated reader and writer.</summary>
[JsonSerializable(typeof(ModelHeader))]
internal sealed partial class ModelJson : JsonSerializerContext;
