using System.Reflection;

namespace Balancing.Testing;

/// <summary>Types as they are written in C#.</summary>
internal static class ApiName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
    };

    public static string Of(Type type)
    {
        if (type.IsByRef) return Of(type.GetElementType()!);
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[]";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        var outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Of(type.DeclaringType!)}." : "";
        return outer + Simple(type) + Arguments(type);
    }

    public static string OfDefinition(Type type) => $"{type.Namespace}.{Of(type)}";

    public static string OfDeclaration(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {Of(invoke.ReturnType)} {OfDefinition(type)}({ApiMember.Parameters(invoke)})";
        }

        var bases = Bases(type).ToArray();
        return $"{Modifiers(type)}{Kind(type)} {OfDefinition(type)}{(bases.Length == 0 ? "" : $" : {string.Join(", ", bases)}")}";
    }

    private static string Simple(Type type) => type.Name.Split('`')[0];

    private static string Arguments(Type type) => type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : "";

    private static string Modifiers(Type type) =>
        type is { IsAbstract: true, IsSealed: true } ? "static "
        : type.IsInterface || type.IsEnum ? ""
        : type.IsValueType ? type.IsDefined(typeof(System.Runtime.CompilerServices.IsReadOnlyAttribute), false) ? "readonly " : ""
        : type.IsAbstract ? "abstract "
        : type.IsSealed ? "sealed " : "";

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : IsRecord(type) ? type.IsValueType ? "record struct" : "record"
        : type.IsValueType ? "struct" : "class";

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly) is not null;

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum) return [];
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var parent = type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? [Of(b)] : Array.Empty<string>();
        return parent.Concat(type.GetInterfaces().Except(inherited).Where(i => i.IsVisible && !IsOwnEquality(i, type)).Select(Of).Order(StringComparer.Ordinal));
    }

    private static bool IsOwnEquality(Type candidate, Type type) => IsRecord(type) && candidate == typeof(IEquatable<>).MakeGenericType(type);
}
