using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>NumPy's array files.</summary>
public sealed class NpyTests : DataTestBase
{
    [Fact]
    public void WhatIsWritten_ReadsBackToTheBit_ForAllShapesAndBitPatterns() => Prop
        .ForAll(Cases, bits =>
        {
            (int rows, int? columns, long[] words) = bits;
            return RoundTrips(Array.ConvertAll(words, BitConverter.Int64BitsToDouble), rows, columns)
                && RoundTrips(words, rows, columns)
                && RoundTrips(Array.ConvertAll(words, word => BitConverter.Int32BitsToSingle((int)word)), rows, columns)
                && RoundTrips(Array.ConvertAll(words, word => (int)word), rows, columns);
        })
        .Check(Config.QuickThrowOnFailure.FromOneSeed());

    /// <summary>What numpy.save(f, numpy.array([[1.5, -2, 0]], '&lt;f4')) writes.</summary>
    [Fact]
    public void Layout_IsThatOfNumPy()
    {
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }";
        byte[] expected =
        [
            0x93, .. "NUMPY"u8, 1, 0, 118, 0,
            .. Encoding.ASCII.GetBytes(header.PadRight(117)), (byte)'\n',
            0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0,
        ];
        MemoryStream written = new();
        NpyFile.WriteHeader<float>(written, 1, 3);
        NpyFile.WriteValues<float>(written, [1.5f, -2, 0]);
        Assert.Equal(expected, written.ToArray());
    }

    [Fact]
    public void EveryCutAndEveryChangedByteOfTheHeader_IsRefusedOrMeansTheSame()
    {
        MemoryStream stream = new();
        NpyFile.Write<double>(stream, [1, 2, 3]);
        byte[] whole = stream.ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => NpyFile.Read(FileOf(whole[..length], "cut.npy")));
        }

        for (int place = 0; place < whole.Length - 24; place++)
        {
            byte[] changed = [.. whole];
            changed[place] ^= 0x11;
            try
            {
                Assert.Equal([1, 2, 3], NpyFile.Read(FileOf(changed, "changed.npy")).Values<double>());
            }
            catch (DataFormatException refusal)
            {
                Assert.NotEmpty(refusal.Remedy);
            }
        }
    }

    [Theory]
    [InlineData("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", "an array of '>f8'", "little-endian")]
    [InlineData("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 1), }", "Fortran order", "ascontiguousarray")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "one or two dimensions", "")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "announces 2 values", "cut off")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999,), }", "a dimension of 9999999999", "")]
    public void OtherArrays_AreRefusedByName(string header, string problem, string remedy)
    {
        byte[] text = Encoding.ASCII.GetBytes(header.PadRight(117) + '\n');
        string path = FileOf([0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. text, .. new byte[8]], "odd.npy");
        DataFormatException refusal = Assert.Throws<DataFormatException>(() => NpyFile.Read(path));
        Assert.Contains(problem, refusal.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Remedy, StringComparison.Ordinal);
    }

    private static Arbitrary<(int Rows, int? Columns, long[] Words)> Cases { get; } = Arb.From(
        from rows in Gen.Choose(0, 9)
        from columns in Gen.Choose(0, 5)
        from words in Gen.ArrayOf(
            Gen.Frequency(
                (4, ArbMap.Default.GeneratorFor<long>()),
                (1, Gen.Elements(
                    BitConverter.DoubleToInt64Bits(double.NaN), 0x7FF0000000000001, unchecked((long)0xFFF8DEADBEEF0001),
                    0x7FA00001, long.MinValue, -1))),
            rows * Math.Max(columns, 1))
        select (rows, columns == 0 ? null : (int?)columns, words));

    private bool RoundTrips<T>(T[] values, int rows, int? columns)
        where T : unmanaged
    {
        using (FileStream stream = File.Create(PathOf("a.npy")))
        {
            NpyFile.WriteHeader<T>(stream, rows, columns);
            NpyFile.WriteValues<T>(stream, values);
        }

        NpyArray back = NpyFile.Read(PathOf("a.npy"));
        ReadOnlySpan<byte> before = System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values);
        ReadOnlySpan<byte> after = System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(back.Values<T>());
        return back.Rows == rows && back.Columns == columns && before.SequenceEqual(after);
    }
}
